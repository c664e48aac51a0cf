package io.sightline.standalone.command;

import io.sightline.core.service.ExitCode;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.StandaloneOptions;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.trainer.data.CropSet;
import io.sightline.trainer.dataset.ArchivedCrops;
import io.sightline.trainer.dataset.DatasetFile;
import io.sightline.trainer.dataset.DatasetReport;
import io.sightline.trainer.dataset.Progress;
import io.sightline.trainer.dataset.SplitRule;
import io.sightline.trainer.dataset.UsableCrops;
import io.sightline.trainer.evaluation.FaceVectors;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows what is in a data set, what has been erased of it since, and which faces are doubtful:"
                + " pictures that are there twice, faces that look like somebody else's, people who look like one.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all its images are there, bit for bit",
            "2:the file cannot be used, or is of another archive",
            "3:some have been erased since",
            "4:no running system, or no answer in time"
        })
final class DatasetShowCommand implements Callable<Integer> {
    private static final int MOST_LINES = 20;

    @Mixin
    private DatasetOptions dataset;

    @Parameters(index = "0", paramLabel = "FILE", description = "As ./sightline dataset create writes it")
    private Path file;

    @Option(
            names = "--bundle",
            paramLabel = "NAME|DIR",
            defaultValue = StandaloneOptions.EMBEDDER,
            description = "The model by which faces are compared. Default: ${DEFAULT-VALUE}")
    private String bundle;

    @Option(names = "--counts-only", description = "Do not compare faces: quicker")
    private boolean countsOnly;

    @Option(names = "--all", description = "List everything doubtful, not the first " + MOST_LINES + " of each kind")
    private boolean all;

    @Option(names = "--json", description = "One JSON object")
    private boolean json;

    @Override
    public Integer call() {
        Logging.off();
        try (ArchivedCrops crops = dataset.open(file)) {
            UsableCrops usable = countsOnly ? new UsableCrops(crops, List.of()) : UsableCrops.of(crops);
            DatasetReport report = countsOnly ? DatasetReport.NONE : report(usable.crops());
            if (json) {
                System.out.println(Json.line(fields(crops, usable.refused(), report)));
            } else {
                print(crops, usable.refused(), report, System.out);
            }
            return (crops.isWhole() ? ExitCode.OK : ExitCode.NEGATIVE).code();
        }
    }

    private DatasetReport report(CropSet crops) {
        ModelBundle model = FaceReader.bundle(Distribution.locate(), bundle);
        Progress progress = DatasetOptions.progress("faces compared");
        try (FaceEmbedder embedder = FaceEmbedder.open(model, EmbeddingOptions.DEFAULT)) {
            return DatasetReport.of(
                    crops,
                    FaceVectors.by(embedder, done -> progress.reached(done, crops.size())),
                    embedder.threshold());
        }
    }

    private void print(ArchivedCrops crops, List<String> unusable, DatasetReport report, PrintStream out) {
        DatasetFile said = DatasetFile.read(file);
        out.println(file + " of " + said.createdAt() + ": " + said.crops() + " crops of "
                + said.people().size() + " people");
        out.println(crops.isWhole() ? "All are there, bit for bit." : crops.size() + " are there; gone since then:");
        crops.gone().forEach(gone -> out.println("  " + gone));
        out.println();
        table(crops, said.split()).print(out);
        if (countsOnly) {
            return;
        }
        if (!unusable.isEmpty()) {
            list(out, "Pictures that cannot be used, and are left out of training", unusable, line -> line);
        }
        list(out, "Pictures that are there more than once", report.copies(), group -> String.join(", ", group));
        list(
                out,
                "Pictures that are nearly the same",
                report.nearCopies(),
                pair -> say("%s and %s, %.3f apart", pair.first(), pair.second(), pair.distance()));
        list(
                out,
                "Faces that look like somebody else's",
                report.strays(),
                stray -> say(
                        "%s is %.2f from its own, %.2f from %s",
                        stray.crop(), stray.own(), stray.other(), stray.nearest()));
        list(
                out,
                "People who look like one",
                report.alike(),
                pair -> say("%s and %s, %.2f apart", pair.first(), pair.second(), pair.distance()));
    }

    private static Table table(ArchivedCrops crops, SplitRule split) {
        var table = new Table("PART", "PEOPLE", "CROPS", "ENROLLED", "CONFIRMED", "MATCHED");
        for (SplitRule.Part part : SplitRule.Part.values()) {
            List<Integer> numbers = IntStream.range(0, crops.size())
                    .filter(i -> split.part(crops.personId(i)) == part)
                    .boxed()
                    .toList();
            table.row(
                    part.name().toLowerCase(Locale.ROOT),
                    new TreeSet<>(numbers.stream().map(crops::personId).toList()).size(),
                    numbers.size(),
                    count(crops, numbers, LabelSource.ENROLLED),
                    count(crops, numbers, LabelSource.CONFIRMED),
                    count(crops, numbers, LabelSource.MATCHED));
        }
        return table;
    }

    private static long count(ArchivedCrops crops, List<Integer> numbers, LabelSource source) {
        return numbers.stream().filter(i -> crops.source(i) == source).count();
    }

    private <T> void list(PrintStream out, String title, List<T> found, Function<T, String> line) {
        out.println();
        out.println(title + ": " + (found.isEmpty() ? "none" : found.size()));
        found.stream().limit(all ? Long.MAX_VALUE : MOST_LINES).forEach(f -> out.println("  " + line.apply(f)));
        if (!all && found.size() > MOST_LINES) {
            out.println("  and " + (found.size() - MOST_LINES) + " more: --all lists them");
        }
    }

    private static String say(String form, Object... values) {
        return String.format(Locale.ROOT, form, values);
    }

    private Map<String, Object> fields(ArchivedCrops crops, List<String> unusable, DatasetReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        DatasetFile said = DatasetFile.read(file);
        fields.put("createdAt", said.createdAt());
        fields.put("digest", said.digest());
        fields.put("crops", said.crops());
        fields.put("people", said.people().size());
        fields.put("present", crops.size());
        fields.put("gone", crops.gone());
        if (!countsOnly) {
            fields.put("unusable", unusable);
            fields.put("copies", report.copies());
            fields.put("nearCopies", report.nearCopies());
            fields.put("strays", report.strays());
            fields.put("alike", report.alike());
        }
        return fields;
    }
}
