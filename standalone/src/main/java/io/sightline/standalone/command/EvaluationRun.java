package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.PairSet;
import io.sightline.trainer.evaluation.PairedComparison;
import io.sightline.trainer.evaluation.TarAtFar;
import io.sightline.trainer.evaluation.VerificationMetrics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** One set of pairs, one model or several, and what is said of them in the end. */
final class EvaluationRun {
    /** As in the pipeline, but with all cores for a batch. */
    static final EmbeddingOptions OPTIONS = new EmbeddingOptions(
            EngineKind.ONNX,
            new ComputeDevice.Auto(),
            Math.min(16, Runtime.getRuntime().availableProcessors()),
            8,
            false);

    private static final int PROGRESS_STEP = 256;

    private final EvaluationOptions options;
    private final String alignment;
    private final List<Assessment> models = new ArrayList<>();

    EvaluationRun(EvaluationOptions options, String alignment) {
        this.options = options;
        this.alignment = alignment;
    }

    /** Says on standard error how far it is, now and then. */
    static IntConsumer progress(String what) {
        return done -> {
            if (done % PROGRESS_STEP == 0) {
                System.err.println("  " + done + " " + what);
            }
        };
    }

    void add(ModelBundle bundle, PairSet set, float[][] vectors) {
        models.add(Assessment.of(bundle.id().toString(), set, vectors, options.resampling()));
    }

    int report() {
        if (options.printsJson()) {
            models.forEach(m -> System.out.println(Json.line(fields(m))));
        } else {
            print(System.out);
        }
        options.jsonFile().ifPresent(this::write);
        return 0;
    }

    private void write(Path file) {
        try {
            Files.writeString(
                    file, models.stream().map(m -> Json.line(fields(m)) + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UserError("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    private Map<String, Object> fields(Assessment a) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", a.model());
        fields.put("alignment", alignment);
        fields.put("images", a.set().pictures().size());
        fields.put("facesNotFound", a.scores().notFound());
        fields.put("leftOut", a.scores().leftOut());
        fields.put("drawnAgain", a.scores().isByPerson() ? "people" : "pairs");
        fields.put("genuinePairs", a.scores().genuinePairs());
        fields.put("impostorPairs", a.scores().impostorPairs());
        a.accuracy().ifPresent(folds -> {
            fields.put("pairs", folds.pairs());
            fields.put("foldAccuracies", folds.accuracies());
            fields.put("accuracy", folds.accuracy());
            fields.put("accuracyStandardError", folds.standardError());
            fields.put("threshold", folds.threshold());
            fields.put("aucOfFolds", folds.auc());
        });
        fields.put("auc", a.metrics().auc());
        fields.put("equalErrorRate", a.metrics().equalErrorRate());
        for (TarAtFar rate : a.metrics().tarAtFar()) {
            String name = "Far" + VerificationMetrics.name(rate.far());
            if (rate instanceof TarAtFar.Measured m) {
                fields.put("tarAt" + name, m.tar());
                fields.put(
                        "tarAt" + name + "Interval",
                        List.of(m.interval().low(), m.interval().high()));
                fields.put("thresholdAt" + name, m.threshold());
            } else {
                fields.put("tarAt" + name, null);
            }
        }
        return fields;
    }

    private void print(PrintStream out) {
        Assessment first = models.get(0);
        out.printf(
                Locale.ROOT,
                "%,d pictures, no face found in %d; %,d pairs of one person, %,d of two; aligned: %s%n",
                first.set().pictures().size(),
                first.scores().notFound(),
                first.scores().genuinePairs(),
                first.scores().impostorPairs(),
                alignment);
        if (first.scores().leftOut() > 0) {
            out.printf(
                    Locale.ROOT,
                    "That is without %,d pictures: of so many, people were drawn%n",
                    first.scores().leftOut());
        }
        out.printf(
                "Brackets: 95%% of %s drawn again%n%n",
                first.scores().isByPerson() ? "sets of people" : "sets of pairs");
        List<String> headings = new ArrayList<>(List.of(""));
        models.forEach(m -> headings.add(m.model()));
        Table table = new Table(headings.toArray(String[]::new));
        first.accuracy().ifPresent(folds -> {
            row(
                    table,
                    "accuracy, " + folds.accuracies().size() + " folds",
                    a -> String.format(
                            Locale.ROOT,
                            "%.4f (± %.4f; mean threshold %.3f)",
                            a.accuracy().orElseThrow().accuracy(),
                            a.accuracy().orElseThrow().standardError(),
                            a.accuracy().orElseThrow().threshold()));
            row(
                    table,
                    "AUC, pairs of the folds",
                    a -> four(a.accuracy().orElseThrow().auc()));
        });
        row(table, "AUC, all pairs", a -> four(a.metrics().auc()));
        row(table, "equal error rate", a -> four(a.metrics().equalErrorRate()));
        for (double far : VerificationMetrics.RATES) {
            row(table, "TAR at FAR " + VerificationMetrics.name(far), a -> rate(a, far));
        }
        table.print(out);
        for (Assessment other : models.subList(1, models.size())) {
            compare(first, other).ifPresent(line -> out.printf("%n%s%n", line));
        }
    }

    private Optional<String> compare(Assessment first, Assessment other) {
        return VerificationMetrics.RATES.stream()
                .filter(far -> first.metrics().at(far).isPresent()
                        && other.metrics().at(far).isPresent())
                .reduce((higher, lower) -> lower)
                .map(far -> {
                    PairedComparison c = PairedComparison.of(first.scores(), other.scores(), far, options.resampling());
                    return String.format(
                            Locale.ROOT,
                            "%s against %s: TAR at FAR %s %+.2f points (95%%: %+.2f to %+.2f)",
                            other.model(),
                            first.model(),
                            VerificationMetrics.name(far),
                            100 * c.difference(),
                            100 * c.interval().low(),
                            100 * c.interval().high());
                });
    }

    private void row(Table table, String name, Function<Assessment, String> cell) {
        List<Object> cells = new ArrayList<>(List.of(name));
        models.forEach(m -> cells.add(cell.apply(m)));
        table.row(cells.toArray());
    }

    private static String rate(Assessment a, double far) {
        return a.metrics()
                .at(far)
                .map(m -> String.format(
                        Locale.ROOT,
                        "%.4f [%.4f to %.4f] at %.3f",
                        m.tar(),
                        m.interval().low(),
                        m.interval().high(),
                        m.threshold()))
                .orElse("not measurable");
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
