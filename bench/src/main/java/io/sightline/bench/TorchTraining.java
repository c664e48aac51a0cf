package io.sightline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.SafeTensors;
import io.sightline.trainer.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** The same steps written in PyTorch, in a Python process of its own. */
final class TorchTraining implements TrainingSide {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PythonPeer python;
    private final String name;

    private TorchTraining(PythonPeer python, String name) {
        this.python = python;
        this.name = name;
    }

    /** There is no PyTorch to compare with; the message says what is missing. */
    static final class Absent extends Exception {
        private static final long serialVersionUID = 1L;

        private Absent(String message) {
            super(message);
        }
    }

    /**
     * @param tensors what to begin with
     * @throws Absent if no Python here has PyTorch, or the network is not written in it
     */
    static TorchTraining start(TrainSetting setting, Map<String, Parameter> tensors, Path scratch)
            throws IOException, Absent {
        Path settings = scratch.resolve("settings.json");
        JSON.writeValue(settings.toFile(), settings(setting));
        Path weights = Files.write(scratch.resolve("tensors.safetensors"), SafeTensors.of(tensors));
        String missing = "not installed: apt-get install python3";
        for (String command : PythonPeer.pythons()) {
            PythonPeer python;
            try {
                python = PythonPeer.start(
                        command, scratch, "train_step.py", List.of(settings.toString(), weights.toString()));
            } catch (IOException e) {
                continue; // no such Python
            }
            JsonNode first = first(python);
            if (first.has("ready")) {
                return new TorchTraining(python, first.get("ready").asText());
            }
            python.close();
            if (first.has("unknown")) {
                throw new Absent(first.get("unknown").asText());
            }
            missing = first.get("missing").asText();
        }
        throw new Absent(missing);
    }

    private static JsonNode first(PythonPeer python) throws IOException {
        try {
            return JSON.readTree(python.hear());
        } catch (IOException e) {
            python.close();
            throw e;
        }
    }

    private static Map<String, Object> settings(TrainSetting setting) {
        TrainingOptions options = setting.options();
        return Map.of(
                "network", setting.architecture().id(),
                "images", TrainSetting.IMAGES,
                "threads", setting.threads(),
                "triplet", options.losses().triplet(),
                "margin", options.losses().margin(),
                "classes", options.losses().classes(),
                "smoothing", options.losses().smoothing(),
                "rate", options.steps().rate(),
                "decay", options.steps().decay());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Steps take(int count) {
        try {
            python.tell(Integer.toString(count));
            JsonNode answer = JSON.readTree(python.hear());
            return new Steps(
                    numbers(answer.get("ms")),
                    numbers(answer.get("losses")),
                    answer.get("cpuMs").asDouble());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    @Override
    public void close() {
        try {
            python.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
