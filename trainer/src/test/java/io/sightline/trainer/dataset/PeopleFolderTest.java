package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.testkit.TestBundles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The photos that training is shown with. */
class PeopleFolderTest {
    @TempDir
    Path cache;

    @Test
    void nearlyEveryPhotoOfThePeopleHasAFaceAndASecondReadingCutsNone() throws Exception {
        Path people = Path.of(System.getProperty("sightline.testdata", "../../shared/data"), "people");
        Assumptions.assumeTrue(
                Files.exists(people), "needs the test data people; set -Dsightline.testdata to its folder");
        var folder = new ImageFolder(TestBundles.packaged("mtcnn"), cache);

        try (FolderCrops crops = folder.read(people)) {
            assertThat(crops.examined()).isEqualTo(90 * 14);
            assertThat(crops.people()).isEqualTo(90);
            assertThat(crops.size()).isGreaterThan(1235);
        }
        try (FolderCrops crops = folder.read(people)) {
            assertThat(crops.examined()).isZero();
            assertThat(crops.size()).isGreaterThan(1235);
        }
    }
}
