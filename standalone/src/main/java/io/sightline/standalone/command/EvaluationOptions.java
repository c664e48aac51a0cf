package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.trainer.evaluation.PictureGroups;
import io.sightline.trainer.evaluation.Resampling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every evaluation takes. */
final class EvaluationOptions {
    /** Where the answer is printed rather than written to a file. */
    private static final String PRINTED = "-";

    @Option(
            names = "--bundle",
            paramLabel = "NAME|DIR",
            defaultValue = "mobilefacenet-128",
            description = "The model: mobilefacenet-128, dlib-128 or a bundle's folder. Several are compared with the"
                    + " first, on the same pairs. Default: ${DEFAULT-VALUE}")
    private List<String> bundles;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            arity = "0..1",
            fallbackValue = PRINTED,
            description = "One JSON object a model, a line each: printed, or into a file")
    private Path json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "A page with the curves and the worst mistakes as pictures. It shows faces: keep it as you keep"
                            + " photos")
    private Path html;

    @Option(
            names = "--groups",
            paramLabel = "FILE",
            description = "Lines of picture, group and, if known, year, separated by tabs: false accepts for each two"
                    + " groups, false rejects by group and by years between the pictures")
    private Path groups;

    @Option(names = "--latency", description = "Measure how long a face takes, alone and in batches of eight")
    private boolean latency;

    @Option(
            names = "--calibrate-into",
            paramLabel = "DIR",
            description =
                    "Write the threshold for --far, and the figures, into the manifest of the bundle in this folder,"
                            + " which is one of those of --bundle. Its id stays")
    private Path calibrateInto;

    @Option(
            names = "--far",
            paramLabel = "RATE",
            defaultValue = "1e-4",
            description = "The share of pairs of different people that may pass for one. Default: ${DEFAULT-VALUE}")
    private double far;

    @Option(
            names = "--margin",
            paramLabel = "DISTANCE",
            description = "How much farther the next person has to be. Default: as the bundle says")
    private Double margin;

    @Option(
            names = "--replicates",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How often people are drawn again for the intervals. Default: ${DEFAULT-VALUE}")
    private int replicates;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same gives the same intervals. Default: ${DEFAULT-VALUE}")
    private long seed;

    Resampling resampling() {
        if (replicates < 100 || replicates > 100_000) {
            throw new UserError("--replicates is " + replicates + ", expected 100 to 100000");
        }
        return new Resampling(replicates, seed);
    }

    /** @throws UserError if one is not there, or makes no vectors of faces; or if what else is named cannot be read */
    List<ModelBundle> bundles(Distribution distribution) {
        groups(); // Whoever mistyped a line should learn of it before the long work.
        List<ModelBundle> loaded = new ArrayList<>();
        for (String bundle : bundles) {
            ModelBundle one = FaceReader.bundle(distribution, bundle);
            FaceEmbedder.requireEmbedder(one);
            loaded.add(one);
        }
        return loaded;
    }

    boolean printsJson() {
        return json != null && json.toString().equals(PRINTED);
    }

    Optional<Path> jsonFile() {
        return json == null || printsJson() ? Optional.empty() : Optional.of(json);
    }

    Optional<Path> html() {
        return Optional.ofNullable(html);
    }

    /** @throws UserError if the file cannot be read */
    Optional<PictureGroups> groups() {
        return Optional.ofNullable(groups).map(PictureGroups::read);
    }

    boolean latency() {
        return latency;
    }

    Optional<Path> calibrateInto() {
        return Optional.ofNullable(calibrateInto);
    }

    double far() {
        return far;
    }

    Optional<Double> margin() {
        return Optional.ofNullable(margin);
    }
}
