package io.sightline.models.packaged;

import io.sightline.core.UserError;
import io.sightline.models.BundleRecipe;
import io.sightline.models.BundleWriter;
import io.sightline.models.ModelBundle;
import io.sightline.models.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Part of the Maven build: makes model bundles of packaged weights. Does nothing when neither the pinned weights nor this
 * module's classes have changed since the last time.
 */
public final class BundleBuilder {
    private static final String STAMP = ".built-from";

    private final Path nodeModules;
    private final Path bundles;
    private final PrintStream progress;

    BundleBuilder(Path nodeModules, Path bundles, PrintStream progress) {
        this.nodeModules = nodeModules;
        this.bundles = bundles;
        this.progress = progress;
    }

    /**
     * @param args folder of package.json, folder to install packages in, folder for the bundles, folder of this module's
     *     classes, the npm command
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path nodeModules = new NpmMaterial(Path.of(args[0]), Path.of(args[1]), args[4]).install(System.out);
        new BundleBuilder(nodeModules, Path.of(args[2]), System.out).buildUnlessCurrent(Path.of(args[3]));
    }

    private void buildUnlessCurrent(Path classes) throws IOException {
        String inputs = fingerprint(classes);
        Path stamp = bundles.resolve(STAMP);
        if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
            return;
        }
        Files.deleteIfExists(stamp);
        build();
        Files.writeString(stamp, inputs);
    }

    /** @throws UserError if the packages are not those pinned, or the weights come out other than pinned */
    void build() throws IOException {
        for (PackagedModel model : PackagedModel.values()) {
            BundleRecipe recipe = model.recipe(nodeModules);
            String weights = Sha256.of(BundleWriter.weights(recipe));
            if (!weights.equals(model.weightsSha256())) {
                // Stored vectors belong to these weights: a build that gives others must not pass for the same model.
                throw new UserError("The weights of " + recipe.name() + " came out with the SHA-256 " + weights
                        + ", expected " + model.weightsSha256() + ". If that is meant, pin it in PackagedModel: it is a"
                        + " new model then, and galleries have to be embedded anew");
            }
            Path folder = bundles.resolve(recipe.name());
            BundleWriter.write(recipe, folder);
            progress.println("Built " + ModelBundle.load(folder));
        }
    }

    private static String fingerprint(Path classes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (PackagedFile file : PackagedFile.values()) {
            all.writeBytes(file.sha256().getBytes(StandardCharsets.UTF_8));
        }
        List<Path> files;
        try (Stream<Path> tree = Files.walk(classes)) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            all.writeBytes(Sha256.of(file).getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.of(all.toByteArray());
    }
}
