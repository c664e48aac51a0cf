package io.sightline.trainer.report;

import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.Identification;
import io.sightline.trainer.evaluation.TarAtFar;
import io.sightline.trainer.evaluation.VerificationMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The figures of several models beside each other: a row a figure, a column a model. For pages and terminals alike. */
public final class FiguresTable {
    /** How the rows of true accept rates begin; the rate of false accepts follows. */
    static final String TAR = "TAR at FAR ";

    private final List<Assessment> models;
    private final List<List<String>> rows = new ArrayList<>();

    /** @param models all on the same pairs; at least one */
    public FiguresTable(List<Assessment> models) {
        this.models = List.copyOf(models);
        models.get(0).accuracy().ifPresent(folds -> {
            row("accuracy, " + folds.accuracies().size() + " folds", FiguresTable::accuracy);
            row("AUC, pairs of the folds", a -> four(a.accuracy().orElseThrow().auc()));
        });
        row("AUC, all pairs", a -> four(a.metrics().auc()));
        row("equal error rate", a -> four(a.metrics().equalErrorRate()));
        for (double far : VerificationMetrics.RATES) {
            row(TAR + VerificationMetrics.name(far), a -> rate(a, far));
        }
        models.get(0).identification().ifPresent(first -> {
            row(
                    "rank 1 of " + first.enrolled() + " people",
                    a -> a.identification().map(i -> four(i.rankOne())).orElse("not measurable"));
            for (int r = 0; r < first.rates().size(); r++) {
                int rate = r;
                row(
                        "FNIR at FPIR "
                                + VerificationMetrics.name(first.rates().get(r).fpir()),
                        a -> a.identification()
                                .flatMap(i -> fnir(i.rates().get(rate)))
                                .orElse("not measurable"));
            }
        });
    }

    /** Adds a figure that is measured elsewhere. */
    public FiguresTable row(String name, Function<Assessment, String> cell) {
        List<String> row = new ArrayList<>(List.of(name));
        models.forEach(m -> row.add(cell.apply(m)));
        rows.add(row);
        return this;
    }

    public List<String> headings() {
        List<String> headings = new ArrayList<>(List.of(""));
        models.forEach(m -> headings.add(m.model()));
        return headings;
    }

    public List<List<String>> rows() {
        return List.copyOf(rows);
    }

    private static String accuracy(Assessment a) {
        var folds = a.accuracy().orElseThrow();
        return String.format(
                Locale.ROOT,
                "%.4f (± %.4f; mean threshold %.3f)",
                folds.accuracy(),
                folds.standardError(),
                folds.threshold());
    }

    private static String rate(Assessment a, double far) {
        return a.metrics().at(far).map(FiguresTable::rate).orElse("not measurable");
    }

    private static String rate(TarAtFar.Measured m) {
        return String.format(
                Locale.ROOT,
                "%.4f [%.4f to %.4f] at %.3f",
                m.tar(),
                m.interval().low(),
                m.interval().high(),
                m.threshold());
    }

    private static Optional<String> fnir(Identification.Rate rate) {
        return rate.fnir()
                .map(fnir -> String.format(
                        Locale.ROOT, "%.4f at %.3f", fnir, rate.threshold().orElseThrow()));
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** What the rows rest on, and what their brackets mean. */
    public String basis() {
        Assessment a = models.get(0);
        String out = a.scores().leftOut() == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        " Of so many pictures people were drawn; %,d pictures are left out.",
                        a.scores().leftOut());
        return String.format(
                Locale.ROOT,
                "%,d pictures, no face found in %d; %,d pairs of one person, %,d of two.%s In brackets: 95%% of %s,"
                        + " drawn again. Not measurable: fewer than %d errors are expected.",
                a.set().pictures().size(),
                a.scores().notFound(),
                a.scores().genuinePairs(),
                a.scores().impostorPairs(),
                out,
                a.scores().isByPerson() ? "sets of people" : "sets of pairs, since nobody says who is who",
                TarAtFar.LEAST_ERRORS);
    }
}
