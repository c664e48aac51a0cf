package io.sightline.trainer.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.UserError;
import io.sightline.trainer.chart.Series.XY;
import io.sightline.trainer.report.TrainingReport.History;
import io.sightline.trainer.training.MetricsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of a run, of all its processes, from its {@link MetricsFile}. */
public final class RunHistory {
    /** More points than this nobody can see; several steps then make one point, their mean. */
    private static final int MOST_POINTS = 240;

    private static final Map<String, String> VALIDATION = Map.of(
            "auc",
            "AUC",
            "tarAtFar1e-1",
            "TAR at FAR 1e-1",
            "tarAtFar1e-2",
            "TAR at FAR 1e-2",
            "tarAtFar1e-3",
            "TAR at FAR 1e-3");

    private final Map<String, List<XY>> losses = new LinkedHashMap<>();
    private final List<XY> rates = new ArrayList<>();
    private final List<XY> speeds = new ArrayList<>();
    private final Map<String, List<XY>> validation = new LinkedHashMap<>();

    private RunHistory() {}

    /**
     * Losses, validation, learning rate and speed by step.
     *
     * @param folder the run's
     * @throws UserError naming file and line, if it cannot be read
     */
    public static List<History> read(Path folder) {
        Path file = folder.resolve(MetricsFile.NAME);
        var history = new RunHistory();
        var json = new JsonMapper();
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                history.add(json.readTree(line));
            }
        } catch (JsonProcessingException e) {
            throw new UserError(file + ", line " + number + " is no JSON object: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UserError("Cannot read " + file + ": " + e.getMessage(), e);
        }
        return history.charts();
    }

    private void add(JsonNode line) {
        long step = line.path("step").asLong();
        if (line.has("loss")) {
            put(losses, "all", step, line.get("loss").asDouble());
            JsonNode parts = line.path("losses");
            if (parts.size() > 1) {
                parts.properties()
                        .forEach(p -> put(losses, p.getKey(), step, p.getValue().asDouble()));
            }
            rates.add(new XY(step, line.path("rate").asDouble()));
            double seconds = line.path("seconds").asDouble();
            if (seconds > 0) {
                speeds.add(new XY(step, line.path("faces").asInt() / seconds));
            }
        } else if (line.has("validation")) {
            line.get("validation").properties().forEach(f -> {
                if (VALIDATION.containsKey(f.getKey())) {
                    put(
                            validation,
                            VALIDATION.get(f.getKey()),
                            step,
                            f.getValue().asDouble());
                }
            });
        }
    }

    private static void put(Map<String, List<XY>> series, String name, long step, double value) {
        series.computeIfAbsent(name, n -> new ArrayList<>()).add(new XY(step, value));
    }

    private List<History> charts() {
        losses.replaceAll((name, points) -> thinned(points));
        List<History> charts = new ArrayList<>();
        charts.add(new History("Loss", "loss", losses));
        charts.add(new History("Validation people", "rate", validation));
        charts.add(new History("Learning rate", "learning rate", Map.of("learning rate", thinned(rates))));
        charts.add(new History("Speed", "images a second", Map.of("images a second", thinned(speeds))));
        return charts;
    }

    static List<XY> thinned(List<XY> points) {
        int together = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
        if (together <= 1) {
            return points;
        }
        List<XY> thinned = new ArrayList<>();
        for (int from = 0; from < points.size(); from += together) {
            List<XY> few = points.subList(from, Math.min(points.size(), from + together));
            thinned.add(new XY(
                    few.stream().mapToDouble(XY::x).average().orElseThrow(),
                    few.stream().mapToDouble(XY::y).average().orElseThrow()));
        }
        return thinned;
    }
}
