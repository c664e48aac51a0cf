package io.sightline.trainer.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code metrics.jsonl} in the run's folder: one JSON object per step, and one per epoch. A run that goes on from a
 * checkpoint takes back what came after it.
 */
public final class MetricsFile implements TrainingListener {
    public static final String NAME = "metrics.jsonl";

    private final JsonMapper json = new JsonMapper();
    private Path file;

    @Override
    public void begins(Plan plan) {
        file = plan.folder().resolve(NAME);
        try {
            Files.createDirectories(plan.folder());
            if (Files.exists(file)) {
                Path beside = plan.folder().resolve(NAME + ".new");
                Files.write(beside, until(plan.stepsDone()));
                Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    /** A line that a kill cut short ends the reading. */
    private List<String> until(long step) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode node;
            try {
                node = json.readTree(line);
            } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                break;
            }
            if (node.path("step").asLong(Long.MAX_VALUE) > step) {
                break;
            }
            kept.add(line);
        }
        return kept;
    }

    @Override
    public void stepped(Step step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", step.step());
        fields.put("epoch", step.epoch());
        fields.put("loss", step.loss());
        fields.put("losses", step.parts());
        fields.put("rate", step.rate());
        fields.put("faces", step.faces());
        fields.put("seconds", step.seconds());
        append(fields);
    }

    @Override
    public void validated(Epoch epoch) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", epoch.step());
        fields.put("epoch", epoch.epoch());
        fields.put("epochLoss", epoch.loss());
        fields.put("validation", epoch.validation().figures());
        fields.put("score", epoch.score());
        fields.put("scoreName", epoch.scoreName());
        fields.put("best", epoch.best());
        append(fields);
    }

    private void append(Map<String, Object> fields) {
        try {
            Files.writeString(
                    file, json.writeValueAsString(fields) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw refusal(e);
        }
    }

    private UserError refusal(IOException e) {
        return new UserError(
                file + " cannot be written: " + e.getMessage() + ". Make room; checkpoints are kept, and training"
                        + " goes on from the last with --resume " + file.getParent(),
                e);
    }
}
