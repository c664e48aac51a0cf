package io.sightline.models.embedding;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where an engine computes. As text: {@code auto}, {@code cpu}, {@code gpu:0}. */
public sealed interface ComputeDevice {

    /** The first GPU if the engine sees one, else the CPU. */
    record Auto() implements ComputeDevice {
        @Override
        public String toString() {
            return "auto";
        }
    }

    record Cpu() implements ComputeDevice {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    /** @param number counted from 0 */
    record Gpu(int number) implements ComputeDevice {
        @Override
        public String toString() {
            return "gpu:" + number;
        }
    }

    /** @throws IllegalArgumentException naming the text and what would be right */
    static ComputeDevice parse(String text) {
        Matcher gpu = Pattern.compile("gpu:(\\d{1,3})").matcher(text);
        if (gpu.matches()) {
            return new Gpu(Integer.parseInt(gpu.group(1)));
        }
        return switch (text) {
            case "auto" -> new Auto();
            case "cpu" -> new Cpu();
            default -> throw new IllegalArgumentException("device is '" + text + "', expected auto, cpu or gpu:0");
        };
    }
}
