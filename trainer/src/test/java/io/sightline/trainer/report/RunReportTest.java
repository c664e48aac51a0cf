package io.sightline.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.trainer.chart.Series.XY;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.tensorboard.TensorBoardEvents;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import io.sightline.trainer.testkit.TinyTraining;
import io.sightline.trainer.training.MetricsFile;
import io.sightline.trainer.training.TrainedNetwork;
import io.sightline.trainer.training.TrainingJob;
import io.sightline.trainer.training.TrainingListener;
import io.sightline.trainer.training.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run, and all that is left to look at in its folder. */
class RunReportTest {
    private static final Resampling SHORT = new Resampling(200, 1);

    @TempDir
    Path folder;

    private final List<TrainingListener.Epoch> epochs = new ArrayList<>();

    private TrainingResult train(int epochCount) throws InterruptedException {
        try (var events = new TensorBoardEvents(Clock.systemUTC())) {
            TrainingListener noted = new TrainingListener() {
                @Override
                public void validated(Epoch epoch) {
                    epochs.add(epoch);
                }
            };
            return new TrainingJob(
                            TinyTraining.task(0),
                            TinyTraining.options(epochCount),
                            TinyTraining.machine(),
                            folder,
                            List.of(noted, new MetricsFile(), events))
                    .run();
        }
    }

    @Test
    void aRunLeavesEventsForTensorBoardAndAReportWithItsFigures() throws Exception {
        TrainingResult result = train(8);
        EvaluationSet heldOut = EvaluationSet.of("held out", MadeUpPeople.of("t", 12, 5), 1);
        float[][] vectors = vectors(heldOut, result.best());
        var report = new TrainingReport(
                "Run",
                Map.of("margin", "0.2"),
                Map.of("people", "10"),
                RunHistory.read(folder),
                heldOut,
                Assessment.of("trained", heldOut.pairs(), vectors, SHORT),
                Assessment.of("untrained", heldOut.pairs(), vectors(heldOut, TinyNetwork.graph(0)), SHORT),
                List.of(),
                heldOut.worst(vectors, 4));
        Path page = folder.resolve("report.html");
        report.write(page);

        String html = Files.readString(page);
        assertThat(report.verdict().measurable()).isTrue();
        assertThat(html).contains(report.verdict().reason());
        for (Assessment a : List.of(report.trained(), report.untrained())) {
            assertThat(html)
                    .contains(String.format(
                            Locale.ROOT,
                            "%.4f [",
                            a.metrics().at(1e-2).orElseThrow().tar()))
                    .contains(String.format(
                            Locale.ROOT, "<td>%.4f</td>", a.metrics().auc()));
        }
        assertThat(html)
                .contains("<th>chance</th>", "<td>1e-2</td>", "<td>0.5</td>")
                .contains("Loss", "Validation people", "Learning rate", "images a second", "data:image/jpeg;base64,");

        String events = events();
        assertThat(events)
                .contains("loss/all", "loss/triplet", "loss/classes", "train/learning rate", "validation/auc")
                .contains(asEventValue(epochs.get(7).validation().auc()))
                .contains(asEventValue(epochs.get(7).loss()));
    }

    /** A run that was killed and goes on has one history. */
    @Test
    void theCurvesAreThoseOfAllTheRunsProcesses() throws Exception {
        train(3);
        List<TrainingReport.History> before = RunHistory.read(folder);

        train(3); // finished: nothing is added

        List<TrainingReport.History> after = RunHistory.read(folder);
        assertThat(after).isEqualTo(before);
        assertThat(after.get(0).values().keySet()).containsExactlyInAnyOrder("all", "triplet", "classes");
        assertThat(after.get(1).values().get("AUC")).hasSize(3);
    }

    @Test
    void manyStepsAreDrawnByTheMeansOfFew() {
        List<XY> steps = IntStream.range(0, 1000)
                .mapToObj(i -> new XY(i, i % 2 == 0 ? 1 : 3))
                .toList();

        List<XY> drawn = RunHistory.thinned(steps);

        assertThat(drawn).hasSize(200).allMatch(p -> Math.abs(p.y() - 2) <= 0.21);
        assertThat(drawn.get(0).x()).isEqualTo(2);
        assertThat(RunHistory.thinned(steps.subList(0, 240))).hasSize(240);
    }

    @Test
    void aBrokenHistoryIsNamedWithItsLine() throws Exception {
        Files.writeString(folder.resolve(MetricsFile.NAME), "{\"step\":1,\"loss\":2}\n{\"step\":");

        assertThatThrownBy(() -> RunHistory.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("metrics.jsonl, line 2");
    }

    private static float[][] vectors(EvaluationSet set, io.sightline.models.graph.NetworkGraph graph) {
        try (var network = new TrainedNetwork(graph, TinyNetwork.INPUT, TinyNetwork.TEMPLATE, TinyTraining.machine())) {
            return set.vectors(network);
        }
    }

    private String events() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(f -> f.getFileName().toString().startsWith("events.out.tfevents"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        }
    }

    /** Field 2 of a summary's value: a float, the lowest byte first. */
    private static String asEventValue(double value) {
        int bits = Float.floatToIntBits((float) value);
        byte[] bytes = {0x15, (byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)};
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
