package io.sightline.console.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.console.api.TrainingRunView.EpochScore;
import io.sightline.console.api.TrainingRunView.StepLoss;
import io.sightline.trainer.training.MetricsFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run's {@link MetricsFile} says, read as it grows: each line once, and of each only what is shown. Not thread-safe.
 */
final class RunLog {
    private static final int CHUNK = 1 << 20;
    /** What is beyond is read the next time: nobody waits longer than this takes. */
    private static final int MOST_CHUNKS = 64;

    private static final int MOST_EPOCHS = 1_000;
    /** So many last steps say how fast it is. */
    private static final double RECENT_STEPS = 50;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private Object fileKey;
    private long position;
    private LossCurve losses;
    private Map<Integer, EpochScore> epochs;
    private long step;
    private int epoch;
    private Optional<Double> loss;
    private Optional<EpochScore> best;
    private Optional<String> scoreName;
    private double secondsPerStep;
    private Optional<Double> stepsPerEpoch;

    /** @param folder the run's */
    RunLog(Path folder) {
        this.file = folder.resolve(MetricsFile.NAME);
        forget();
    }

    private void forget() {
        position = 0;
        losses = new LossCurve();
        epochs = new LinkedHashMap<>();
        step = 0;
        epoch = 0;
        loss = Optional.empty();
        best = Optional.empty();
        scoreName = Optional.empty();
        secondsPerStep = 0;
        stepsPerEpoch = Optional.empty();
    }

    /**
     * Reads what has come since the last time. A file that was begun anew, as by a run that goes on from a checkpoint, is
     * read anew.
     *
     * @throws IOException if it is there and cannot be read
     */
    void read() throws IOException {
        BasicFileAttributes now;
        try {
            now = Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            forget();
            return;
        }
        if (now.size() < position || (fileKey != null && !fileKey.equals(now.fileKey()))) {
            forget();
        }
        fileKey = now.fileKey();
        if (now.size() == position) {
            return;
        }
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            var chunk = new byte[CHUNK];
            for (int i = 0; i < MOST_CHUNKS; i++) {
                bytes.seek(position);
                if (!take(chunk, fill(chunk, bytes))) {
                    return;
                }
            }
        }
    }

    private static int fill(byte[] chunk, RandomAccessFile from) throws IOException {
        int filled = 0;
        for (int read = 0; read >= 0 && filled < chunk.length; filled += Math.max(0, read)) {
            read = from.read(chunk, filled, chunk.length - filled);
        }
        return filled;
    }

    /** Takes whole lines; what a writer has not ended yet comes the next time. @return whether there were any */
    private boolean take(byte[] bytes, int end) {
        int begin = 0;
        for (int i = 0; i < end; i++) {
            if (bytes[i] == '\n') {
                take(new String(bytes, begin, i - begin, StandardCharsets.UTF_8));
                begin = i + 1;
            }
        }
        if (begin == 0 && end == CHUNK) {
            begin = end; // no line of ours is as long as that
        }
        position += begin;
        return begin > 0;
    }

    private void take(String line) {
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return; // a kill cut it short
        }
        if (node.has("validation")) {
            takeEpoch(node);
        } else if (node.path("loss").isNumber()) {
            step = node.path("step").asLong();
            epoch = node.path("epoch").asInt();
            loss = Optional.of(node.path("loss").asDouble());
            losses.add(step, loss.get());
            double seconds = node.path("seconds").asDouble();
            double share = Math.max(1 / RECENT_STEPS, secondsPerStep == 0 ? 1 : 0);
            secondsPerStep += share * (seconds - secondsPerStep);
        }
    }

    private void takeEpoch(JsonNode node) {
        JsonNode mean = node.path("epochLoss"); // no number where no step was left to the epoch
        var score = new EpochScore(
                node.path("epoch").asInt(),
                mean.isNumber() ? Optional.of(mean.asDouble()) : Optional.empty(),
                node.path("score").asDouble());
        epochs.put(score.epoch(), score);
        if (epochs.size() > MOST_EPOCHS) {
            epochs.remove(epochs.keySet().iterator().next());
        }
        scoreName = Optional.of(node.path("scoreName").asText());
        if (node.path("best").asBoolean()) {
            best = Optional.of(score);
        }
        stepsPerEpoch =
                score.epoch() > 0 ? Optional.of(node.path("step").asDouble() / score.epoch()) : Optional.empty();
    }

    long step() {
        return step;
    }

    int epoch() {
        return epoch;
    }

    Optional<Double> loss() {
        return loss;
    }

    Optional<EpochScore> best() {
        return best;
    }

    Optional<String> scoreName() {
        return scoreName;
    }

    List<EpochScore> epochs() {
        return List.copyOf(epochs.values());
    }

    List<StepLoss> losses() {
        return losses.points();
    }

    /** How long the steps that are left take, about; empty before the first epoch has ended. */
    Optional<Long> secondsTo(int lastEpoch) {
        return stepsPerEpoch.map(perEpoch -> Math.max(0, Math.round((perEpoch * lastEpoch - step) * secondsPerStep)));
    }
}
