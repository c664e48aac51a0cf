package io.sightline.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Figures that an independent implementation (Python, PyTorch 1.13) computed, and the input that it took. */
public final class Golden {
    private static final JsonMapper JSON = new JsonMapper();

    private Golden() {}

    public static JsonNode networks() {
        return read("/golden/networks.json");
    }

    public static JsonNode photos() {
        return read("/golden/photos.json");
    }

    /** All numbers of a nested list, in order. */
    public static float[] numbers(JsonNode list) {
        List<Float> numbers = new ArrayList<>();
        collect(list, numbers);
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(i);
        }
        return values;
    }

    /** {@code (7 channel + 13 row + 29 column) mod 256}, brought to the network's range; channel, row, column. */
    public static float[] formula(int height, int width, float[] mean, float scale) {
        float[] values = new float[3 * height * width];
        int i = 0;
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    values[i++] = ((7 * c + 13 * y + 29 * x) % 256 - mean[c]) * scale;
                }
            }
        }
        return values;
    }

    /** Where the build puts bundles. */
    public static Path bundles() {
        return Path.of(System.getProperty("sightline.bundles", "target/bundles"));
    }

    private static void collect(JsonNode node, List<Float> into) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, into));
        } else {
            into.add(node.floatValue());
        }
    }

    private static JsonNode read(String resource) {
        try (InputStream in = Golden.class.getResourceAsStream(resource)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
