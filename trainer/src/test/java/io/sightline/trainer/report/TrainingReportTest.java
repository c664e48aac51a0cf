package io.sightline.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.testkit.TestCrops;
import io.sightline.trainer.chart.Series.XY;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.PairSet;
import io.sightline.trainer.evaluation.Resampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingReportTest {
    private static final Resampling SHORT = new Resampling(200, 1);
    private static final int PEOPLE = 12;
    private static final int PICTURES = 5;
    private static final EvaluationSet SET = set(PEOPLE);

    @TempDir
    Path folder;

    @Test
    void aNetworkThatIsClearlyBetterThanUntrainedHasLearned() {
        TrainingReport report = report(SET, 0.4, 9);

        assertThat(report.verdict().learned()).isTrue();
        assertThat(report.verdict().reason()).contains("TAR at FAR 1e-2", "untrained", "by chance", "do not overlap");
    }

    @Test
    void aNetworkWhoseIntervalOverlapsTheUntrainedOnesHasNot() {
        assertThat(report(SET, 9, 9).verdict().learned()).isFalse();
        assertThat(report(SET, 9, 0.4).verdict().learned()).isFalse();
    }

    @Test
    void tooFewPeopleShowNothing() {
        TrainingReport report = report(set(3), 0.4, 9);

        assertThat(report.verdict().learned()).isFalse();
        assertThat(report.verdict().reason()).contains("not measurable with 75 pairs");
    }

    @Test
    void thePageIsOneFileWithCurvesAndTheWorstMistakesInside() throws Exception {
        Path file = folder.resolve("new/report.html");

        report(SET, 0.4, 9).write(file);

        String html = Files.readString(file);
        String picture = Base64.getEncoder().encodeToString(SET.faces().crop(0).jpeg());
        assertThat(html)
                .contains(picture)
                .contains("<svg", "ROC", "DET", "chance", "learning rate", "&lt;margin&gt;", "0.2")
                .doesNotContain("<script", "href=", "src=\"http", "<margin>");
        assertThat(html).contains("not measurable"); // 1e-3 and 1e-4
    }

    private static TrainingReport report(EvaluationSet set, double trained, double untrained) {
        float[][] vectors = vectors(set, trained);
        return new TrainingReport(
                "Run 1",
                Map.of("<margin>", "0.2"),
                Map.of("people", "12"),
                List.of(
                        new TrainingReport.History(
                                "Loss", "loss", Map.of("train", List.of(new XY(1, 3), new XY(2, 1)))),
                        new TrainingReport.History("Rate", "learning rate", Map.of("rate", List.of(new XY(1, 1e-3))))),
                set,
                Assessment.of("trained", set.pairs(), vectors, SHORT),
                Assessment.of("untrained", set.pairs(), vectors(set, untrained), SHORT),
                List.of(),
                set.worst(vectors, 60));
    }

    private static EvaluationSet set(int people) {
        List<String> names = new ArrayList<>();
        List<Optional<FaceImage.Crop>> crops = new ArrayList<>();
        for (int i = 0; i < people * PICTURES; i++) {
            names.add("person " + i / PICTURES);
            crops.add(Optional.of(TestCrops.one(i)));
        }
        return EvaluationSet.of("made up", PairSet.ofPeople(names, names, 10, 1), crops);
    }

    private static float[][] vectors(EvaluationSet set, double spread) {
        var random = new Random(3);
        float[][] vectors = new float[set.faces().size()][];
        float[] centre = null;
        for (int i = 0; i < vectors.length; i++) {
            if (i % PICTURES == 0) {
                centre = gaussian(random, 1);
            }
            float[] vector = gaussian(random, spread);
            for (int d = 0; d < vector.length; d++) {
                vector[d] += centre[d];
            }
            vectors[i] = Embedding.normalised(vector).values();
        }
        return vectors;
    }

    private static float[] gaussian(Random random, double scale) {
        float[] values = new float[16];
        for (int d = 0; d < values.length; d++) {
            values[d] = (float) (scale * random.nextGaussian());
        }
        return values;
    }
}
