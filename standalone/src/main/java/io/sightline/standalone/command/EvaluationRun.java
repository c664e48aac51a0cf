package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.BundleWriter;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.FaceVectors;
import io.sightline.trainer.evaluation.GroupFigures;
import io.sightline.trainer.evaluation.Latency;
import io.sightline.trainer.evaluation.PairedComparison;
import io.sightline.trainer.evaluation.PictureGroups;
import io.sightline.trainer.evaluation.TarAtFar;
import io.sightline.trainer.evaluation.ThresholdCalibration;
import io.sightline.trainer.evaluation.VerificationMetrics;
import io.sightline.trainer.report.EvaluationReport;
import io.sightline.trainer.report.EvaluationReport.Judged;
import io.sightline.trainer.report.FiguresTable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/** One set of pairs, one model or several, and what is said of them in the end. */
final class EvaluationRun {
    /** As in the pipeline, but with all cores for a batch. */
    static final EmbeddingOptions EMBEDDING = new EmbeddingOptions(
            EngineKind.ONNX,
            new ComputeDevice.Auto(),
            Math.min(16, Runtime.getRuntime().availableProcessors()),
            8,
            false);

    private static final int PROGRESS_STEP = 256;
    private static final int WORST = 24;

    private final EvaluationOptions options;
    private final String alignment;
    private final EvaluationSet set;
    private final List<Judged> models = new ArrayList<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private final Map<String, Cost> costs = new HashMap<>();
    private final Map<String, GroupFigures> byGroup = new LinkedHashMap<>();
    private final Optional<PictureGroups> groups;

    /** @param alignment how faces came to the models' templates, for the reader */
    EvaluationRun(EvaluationOptions options, String alignment, EvaluationSet set) {
        this.options = options;
        this.alignment = alignment;
        this.set = set;
        this.groups = options.groups();
    }

    /** Says on standard error how far it is, now and then. */
    static IntConsumer progress(String what) {
        return done -> {
            if (done % PROGRESS_STEP == 0) {
                System.err.println("  " + done + " " + what);
            }
        };
    }

    /** Asks each model for the vectors of the set's faces. */
    void addAll(List<ModelBundle> bundles) {
        for (ModelBundle bundle : bundles) {
            try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EMBEDDING)) {
                add(bundle, set.vectors(FaceVectors.by(embedder, progress("faces"))));
            }
            if (options.latency()) {
                // As services compute: on one thread.
                try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT)) {
                    costs.put(
                            bundle.id().toString(),
                            new Cost(
                                    Latency.of(embedder, set.faces(), 1, System::nanoTime),
                                    Latency.of(embedder, set.faces(), 8, System::nanoTime)));
                }
            }
        }
    }

    /** What a model costs beyond its mistakes. */
    private record Cost(Latency alone, Latency inBatch) {}

    /** @param vectors by the picture's number; null where no face was found */
    void add(ModelBundle bundle, float[][] vectors) {
        sizes.put(bundle.id().toString(), size(bundle));
        Assessment assessment = Assessment.of(bundle.id().toString(), set.pairs(), vectors, options.resampling());
        models.add(new Judged(assessment, set.worst(vectors, options.html().isPresent() ? WORST : 0)));
        groups.ifPresent(g -> byGroup.put(assessment.model(), GroupFigures.of(assessment, vectors, g)));
    }

    /** Prints and writes what was asked for; returns the exit code. */
    int report() {
        List<Assessment> assessments = models.stream().map(Judged::assessment).toList();
        FiguresTable figures = new FiguresTable(assessments)
                .row("ONNX, fp32", a -> String.format(Locale.ROOT, "%.1f MB", sizes.get(a.model()) / 1e6));
        if (!costs.isEmpty()) {
            figures.row(
                    "ms a face, alone", a -> milliseconds(costs.get(a.model()).alone()));
            figures.row(
                    "ms a face, in eights",
                    a -> milliseconds(costs.get(a.model()).inBatch()));
        }
        List<String> remarks = comparisons(assessments);
        if (options.printsJson()) {
            assessments.forEach(m -> System.out.println(Json.line(fields(m))));
        } else {
            print(figures, remarks, System.out);
        }
        options.jsonFile().ifPresent(file -> write(assessments, file));
        options.calibrateInto().ifPresent(folder -> calibrate(assessments, folder));
        options.html().ifPresent(file -> {
            new EvaluationReport(set, models, figures, remarks, groupTables()).write(file);
            System.err.println("Report: " + file.toAbsolutePath().normalize());
        });
        return 0;
    }

    private static String milliseconds(Latency latency) {
        return String.format(Locale.ROOT, "%.1f (p95 %.1f)", latency.median(), latency.p95());
    }

    private static long size(ModelBundle bundle) {
        try {
            return Files.size(bundle.onnx());
        } catch (IOException e) {
            throw new UserError("Cannot read " + bundle.onnx() + ": " + e.getMessage(), e);
        }
    }

    private void print(FiguresTable figures, List<String> remarks, PrintStream out) {
        out.println(set.name() + ", aligned: " + alignment);
        out.println(figures.basis());
        out.println();
        Table table = new Table(figures.headings().toArray(String[]::new));
        figures.rows().forEach(row -> table.row(row.toArray()));
        table.print(out);
        remarks.forEach(line -> out.printf("%n%s%n", line));
        byGroup.values().stream()
                .findFirst()
                .filter(g -> g.unlabelled() > 0)
                .ifPresent(g -> out.printf("%n%d pictures have no group, and are in none below.%n", g.unlabelled()));
        for (GroupFigures.Table group : groupTables()) {
            out.printf("%n%s%n", group.title());
            Table lines = new Table(group.headings().toArray(String[]::new));
            group.rows().forEach(row -> lines.row(row.toArray()));
            lines.print(out);
        }
    }

    private List<GroupFigures.Table> groupTables() {
        return byGroup.entrySet().stream()
                .flatMap(e -> e.getValue().tables(e.getKey()).stream())
                .toList();
    }

    private void write(List<Assessment> assessments, Path file) {
        try {
            Files.writeString(
                    file,
                    assessments.stream().map(m -> Json.line(fields(m)) + "\n").collect(Collectors.joining()));
        } catch (IOException e) {
            throw new UserError("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The folder's bundle has to be one of those that were measured. */
    private void calibrate(List<Assessment> assessments, Path folder) {
        ModelBundle bundle = ModelBundle.load(folder);
        Assessment measured = assessments.stream()
                .filter(a -> a.model().equals(bundle.id().toString()))
                .findFirst()
                .orElseThrow(() -> new UserError("--calibrate-into names " + bundle + ", which is not evaluated here;"
                        + " expected one of those of --bundle"));
        Manifest.Threshold now = bundle.manifest().threshold();
        Manifest.Threshold found = new ThresholdCalibration(
                        options.far(), options.margin().orElse(now.margin()))
                .of(measured.scores(), set.name());
        try {
            BundleWriter.recalibrate(bundle, found, measured.figures());
        } catch (IOException e) {
            throw new UserError("Cannot write the manifest in " + folder + ": " + e.getMessage(), e);
        }
        System.err.printf(
                Locale.ROOT,
                "%s: threshold %.4f (was %.4f), margin %.3f; %s%n",
                folder,
                found.distance(),
                now.distance(),
                found.margin(),
                found.calibration());
    }

    private Map<String, Object> fields(Assessment a) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", a.model());
        fields.put("set", set.name());
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
            Optional<TarAtFar.Measured> measured = a.metrics().at(rate.far());
            fields.put("tarAt" + name, measured.map(TarAtFar.Measured::tar).orElse(null));
            measured.ifPresent(m -> {
                fields.put(
                        "tarAt" + name + "Interval",
                        List.of(m.interval().low(), m.interval().high()));
                fields.put("frrAt" + name, m.frr());
                fields.put("thresholdAt" + name, m.threshold());
            });
        }
        a.identification().ifPresent(i -> {
            fields.put("enrolled", i.enrolled());
            fields.put("matedSearches", i.mated());
            fields.put("nonMatedSearches", i.nonMated());
            fields.put("rankOne", i.rankOne());
            i.rates()
                    .forEach(r -> fields.put(
                            "fnirAtFpir" + VerificationMetrics.name(r.fpir()),
                            r.fnir().orElse(null)));
        });
        Optional.ofNullable(byGroup.get(a.model())).ifPresent(g -> fields.put("byGroup", groupFields(g)));
        fields.put("onnxBytes", sizes.get(a.model()));
        Optional.ofNullable(costs.get(a.model())).ifPresent(cost -> {
            fields.put("medianMsAlone", cost.alone().median());
            fields.put("p95MsAlone", cost.alone().p95());
            fields.put("medianMsInEights", cost.inBatch().median());
            fields.put("p95MsInEights", cost.inBatch().p95());
        });
        return fields;
    }

    private static Map<String, Object> groupFields(GroupFigures figures) {
        List<Map<String, Object>> accepts = new ArrayList<>();
        figures.accepts().forEach((g, e) -> accepts.add(errors(Map.of("groups", List.of(g.first(), g.second())), e)));
        List<Map<String, Object>> rejects = new ArrayList<>();
        figures.rejects().forEach((group, e) -> rejects.add(errors(Map.of("group", group), e)));
        List<Map<String, Object>> years = new ArrayList<>();
        figures.rejectsByYears().forEach((between, e) -> years.add(errors(Map.of("between", between.title()), e)));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("far", figures.far());
        fields.put("threshold", figures.threshold());
        fields.put("unlabelled", figures.unlabelled());
        fields.put("falseAccepts", accepts);
        fields.put("falseRejects", rejects);
        fields.put("falseRejectsByYears", years);
        return fields;
    }

    private static Map<String, Object> errors(Map<String, Object> of, GroupFigures.Errors errors) {
        Map<String, Object> fields = new LinkedHashMap<>(of);
        fields.put("errors", errors.errors());
        fields.put("pairs", errors.pairs());
        return fields;
    }

    /** Every other model against the first. */
    private List<String> comparisons(List<Assessment> assessments) {
        Assessment first = assessments.get(0);
        return assessments.stream()
                .skip(1)
                .flatMap(other -> compare(first, other).stream())
                .toList();
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
}
