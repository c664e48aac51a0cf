package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.models.CanonicalTemplate;
import io.sightline.trainer.data.LabelledCrop;
import io.sightline.trainer.dataset.DatasetReport.Alike;
import io.sightline.trainer.dataset.DatasetReport.NearCopy;
import io.sightline.trainer.dataset.DatasetReport.Stray;
import io.sightline.trainer.evaluation.FaceVectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Faces as directions on a circle, in degrees: 60 degrees are a distance of 1. */
class DatasetReportTest {
    private final List<LabelledCrop> crops = new ArrayList<>();
    private final List<Double> degrees = new ArrayList<>();

    private DatasetReportTest face(String name, double degrees) {
        return face(name, degrees, name);
    }

    private DatasetReportTest face(String name, double degrees, String picture) {
        crops.add(new LabelledCrop(
                name.substring(0, name.indexOf('/')),
                name.substring(name.indexOf('/') + 1),
                picture.getBytes(StandardCharsets.UTF_8),
                CanonicalTemplate.POINTS));
        this.degrees.add(degrees);
        return this;
    }

    private DatasetReport report(double threshold) {
        FaceVectors onCircle = set -> degrees.stream()
                .map(d -> new float[] {(float) Math.cos(Math.toRadians(d)), (float) Math.sin(Math.toRadians(d))})
                .toArray(float[][]::new);
        return DatasetReport.of(new MemoryCrops(crops), onCircle, threshold);
    }

    private static double distance(double degrees) {
        return 2 * Math.sin(Math.toRadians(degrees) / 2);
    }

    @Test
    void aCleanSetHasNothingDoubtful() {
        face("ada/1", 0).face("ada/2", 10).face("bob/1", 90).face("bob/2", 100);

        assertThat(report(0.8)).isEqualTo(DatasetReport.NONE);
    }

    @Test
    void aFaceUnderSomebodyElsesNameIsAStray() {
        face("ada/1", 0)
                .face("ada/2", 10)
                .face("ada/wrong", 95)
                .face("bob/1", 90)
                .face("bob/2", 100);

        List<Stray> strays = report(0.8).strays();

        assertThat(strays).hasSize(1);
        Stray stray = strays.get(0);
        assertThat(stray.crop()).isEqualTo("ada/wrong");
        assertThat(stray.nearest()).isEqualTo("bob");
        assertThat(stray.own())
                .as("to the centre of the others of ada, at 5 degrees")
                .isCloseTo(distance(90), within(1e-5));
        assertThat(stray.other()).as("to the centre of bob, at 95").isCloseTo(0, within(1e-3));
    }

    @Test
    void theClearestStrayComesFirst() {
        face("ada/1", 0).face("ada/2", 10).face("ada/3", 5);
        face("ada/near-the-middle", 70).face("ada/plain", 95);
        face("bob/1", 90).face("bob/2", 100);

        assertThat(report(0.1).strays()).extracting(Stray::crop).containsExactly("ada/plain", "ada/near-the-middle");
    }

    @Test
    void theOnlyFaceOfAPersonIsNoStrayHoweverNearAnotherIs() {
        face("ada/1", 0).face("bob/1", 10).face("bob/2", 90);

        assertThat(report(0.1).strays()).extracting(Stray::crop).doesNotContain("ada/1");
    }

    @Test
    void peopleWhoseCentresAreWithinTheThresholdLookLikeOne() {
        face("ada/1", 0)
                .face("ada/2", 20)
                .face("bob/1", 30)
                .face("bob/2", 50)
                .face("cyd/1", 170)
                .face("cyd/2", 190);

        List<Alike> alike = report(distance(31)).alike();

        assertThat(alike).hasSize(1);
        assertThat(alike.get(0).first()).isEqualTo("ada");
        assertThat(alike.get(0).second()).isEqualTo("bob");
        assertThat(alike.get(0).distance()).isCloseTo(distance(30), within(1e-5));
        assertThat(report(distance(29)).alike()).isEmpty();
    }

    @Test
    void theSameBytesAreFoundWhereverTheyAre() {
        face("ada/1", 0, "one").face("ada/2", 10, "two").face("bob/1", 0, "one").face("bob/2", 90, "three");

        assertThat(report(0.1).copies()).containsExactly(List.of("ada/1", "bob/1"));
    }

    @Test
    void nearlyTheSamePictureIsFoundWithinAPersonAndAcrossPeople() {
        face("ada/1", 0)
                .face("ada/again", 3)
                .face("ada/2", 60)
                .face("bob/taken-over", 61)
                .face("bob/1", 150);

        assertThat(report(0.1).nearCopies())
                .extracting(NearCopy::first, NearCopy::second)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("ada/2", "bob/taken-over"),
                        org.assertj.core.groups.Tuple.tuple("ada/1", "ada/again"));
    }
}
