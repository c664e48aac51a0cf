package io.sightline.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.GroupFigures;
import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.report.EvaluationReport.Judged;
import io.sightline.trainer.testkit.MadeUpPeople;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationReportTest {
    private static final EvaluationSet SET = EvaluationSet.of("<made up>", MadeUpPeople.of("p", 8, 4), 1);

    @TempDir
    Path folder;

    private static Judged judged(String model, long seed) {
        var random = new Random(seed);
        float[][] vectors = new float[SET.faces().size()][8];
        for (int i = 0; i < vectors.length; i++) {
            for (int d = 0; d < 8; d++) {
                vectors[i][d] = (float) random.nextGaussian() + (i / 4 == d ? 3 : 0);
            }
            vectors[i] = Embedding.normalised(vectors[i]).values();
        }
        return new Judged(Assessment.of(model, SET.pairs(), vectors, new Resampling(100, 1)), SET.worst(vectors, 3));
    }

    private static EvaluationReport report(Judged... models) {
        List<Judged> all = List.of(models);
        return new EvaluationReport(
                SET,
                all,
                new FiguresTable(all.stream().map(Judged::assessment).toList()),
                List.of("second against first: a little better"),
                List.of(new GroupFigures.Table("By <group>", List.of("group"), List.of(List.of("young & old")))));
    }

    @Test
    void thePageHasEachModelsFiguresCurvesAndMistakes() throws Exception {
        Judged first = judged("first@1", 1);
        Judged second = judged("second@1", 2);
        Path file = folder.resolve("deeper/page.html");

        report(first, second).write(file);

        String html = Files.readString(file);
        for (Judged model : List.of(first, second)) {
            Assessment a = model.assessment();
            assertThat(html)
                    .contains("<th>" + a.model() + "</th>", "Distances: " + a.model())
                    .contains("Two people who look alike to " + a.model())
                    .contains(String.format(
                            Locale.ROOT, "<td>%.4f</td>", a.metrics().auc()));
            int worst = model.worst().impostors().get(0).pair().first();
            assertThat(html)
                    .contains(Base64.getEncoder()
                            .encodeToString(SET.faces().crop(worst).jpeg()));
        }
        assertThat(html)
                .contains("&lt;made up&gt;", "a little better", "By &lt;group&gt;", "young &amp; old")
                .doesNotContain("<made up>", "<script", "http-equiv=\"refresh\"");
    }

    @Test
    void saysWhichFileItCannotWrite() throws Exception {
        Path file = Files.writeString(folder.resolve("taken"), "").resolve("page.html");
        EvaluationReport report = report(judged("m@1", 1));

        assertThatThrownBy(() -> report.write(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("page.html");
    }
}
