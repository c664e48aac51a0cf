package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
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

    /** @throws UserError if one is not there, or makes no vectors of faces */
    List<ModelBundle> bundles(Distribution distribution) {
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
}
