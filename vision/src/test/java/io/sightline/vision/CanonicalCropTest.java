package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.CanonicalTemplate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalCropTest {

    @ParameterizedTest
    @CsvSource({"0.5,0", "1,0", "1,25", "1.7,-40", "3.4,10", "6,-15"})
    void pointsThatLieAsTheTemplateDoLandOnIt(double size, double degrees) throws Exception {
        Landmarks face = templateAt(size, degrees, 800, 700);
        try (Picture picture = marked(1600, 1400, face, Math.max(2, 5 * size))) {
            CanonicalCrop crop = CanonicalCrop.cut(picture, face);
            for (int i = 0; i < 5; i++) {
                Point expected = CanonicalTemplate.POINTS.points().get(i);
                assertThat(distance(crop.landmarks().points().get(i), expected)).isLessThan(0.05);
            }
            try (Picture cut = Picture.decode(crop.jpeg(), PictureLimits.DEFAULT)) {
                assertThat(cut.width()).isEqualTo(CanonicalTemplate.SIZE);
                assertThat(cut.height()).isEqualTo(CanonicalTemplate.SIZE);
                for (Point expected : CanonicalTemplate.POINTS.points()) {
                    assertThat(distance(centreOfMark(cut, expected), expected))
                            .as("mark at %s", expected)
                            .isLessThan(0.7);
                }
            }
        }
    }

    @Test
    void pointsOfARealFaceLandNearTheTemplate() throws Exception {
        GoldenFaces.Photo photo = GoldenFaces.startingWith("npm:").get(3);
        try (Picture picture = TestData.decode(TestData.npm(photo.file().substring("npm:".length())))) {
            for (DetectedFace face : photo.faces()) {
                Landmarks landed = CanonicalCrop.cut(picture, face.landmarks()).landmarks();
                for (int i = 0; i < 5; i++) {
                    assertThat(distance(
                                    landed.points().get(i),
                                    CanonicalTemplate.POINTS.points().get(i)))
                            .isLessThan(16);
                }
            }
        }
    }

    @Test
    void whereThePictureEndsTheCropIsBlack() throws Exception {
        try (Picture white = TestPictures.painted(300, 300, (x, y) -> TestPictures.bgr(255, 255, 255));
                Picture cut = Picture.decode(
                        CanonicalCrop.cut(white, templateAt(1, 0, 20, 150)).jpeg(), PictureLimits.DEFAULT)) {
            assertThat(TestPictures.pixel(cut, 10, 112)[0]).isLessThan(10);
            assertThat(TestPictures.pixel(cut, 200, 112)[0]).isGreaterThan(245);
        }
    }

    @Test
    void aLargeFaceIsAveragedSoThatFinePatternsBecomeGreyAndNotNoise() throws Exception {
        Random random = new Random(1);
        try (Picture noise = TestPictures.painted(1800, 1800, (x, y) -> random.nextBoolean() ? 0xffffff : 0);
                Picture cut = Picture.decode(
                        CanonicalCrop.cut(noise, templateAt(6, 0, 900, 900)).jpeg(), PictureLimits.DEFAULT)) {
            for (int y = 20; y < 200; y += 20) {
                assertThat(TestPictures.pixel(cut, y, y)[1]).isBetween(65, 190);
            }
        }
    }

    @Test
    void aBlurredFaceMeasuresLessSharpAndAsBright() {
        Landmarks face = templateAt(1, 0, 150, 150);
        Random random = new Random(2);
        try (Picture sharp = TestPictures.painted(300, 300, (x, y) -> random.nextInt(256) * 0x10101);
                Picture soft = TestPictures.gradient(300, 300)) {
            CanonicalCrop ofSharp = CanonicalCrop.cut(sharp, face);
            CanonicalCrop ofSoft = CanonicalCrop.cut(soft, face);
            assertThat(ofSharp.sharpness()).isGreaterThan(100);
            assertThat(ofSoft.sharpness()).isLessThan(5);
            assertThat(ofSharp.brightness()).isCloseTo(127, within(6f));
        }
    }

    @Test
    void fivePointsInOnePlaceAreNoFace() {
        Point one = new Point(10, 10);
        try (Picture picture = TestPictures.gradient(64, 64)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CanonicalCrop.cut(picture, Landmarks.of(List.of(one, one, one, one, one))));
        }
    }

    /** The template's points, so many times as large, turned, with the crop's centre here. */
    private static Landmarks templateAt(double size, double degrees, double centreX, double centreY) {
        double cos = Math.cos(Math.toRadians(degrees)) * size;
        double sin = Math.sin(Math.toRadians(degrees)) * size;
        double middle = CanonicalTemplate.SIZE / 2.0;
        return Landmarks.of(CanonicalTemplate.POINTS.points().stream()
                .map(p -> new Point((float) (centreX + (p.x() - middle) * cos - (p.y() - middle) * sin), (float)
                        (centreY + (p.x() - middle) * sin + (p.y() - middle) * cos)))
                .toList());
    }

    /** White discs on black. */
    private static Picture marked(int width, int height, Landmarks marks, double radius) {
        return TestPictures.painted(
                width,
                height,
                (x, y) -> marks.points().stream().anyMatch(p -> Math.hypot(p.x() - x, p.y() - y) <= radius)
                        ? TestPictures.bgr(255, 255, 255)
                        : TestPictures.bgr(0, 0, 0));
    }

    private static Point centreOfMark(Picture picture, Point near) {
        double weight = 0;
        double sumX = 0;
        double sumY = 0;
        for (int y = Math.round(near.y()) - 9; y <= near.y() + 9; y++) {
            for (int x = Math.round(near.x()) - 9; x <= near.x() + 9; x++) {
                int value = TestPictures.pixel(picture, x, y)[1];
                if (value > 30) {
                    weight += value;
                    sumX += value * x;
                    sumY += value * y;
                }
            }
        }
        assertThat(weight).as("a mark near %s", near).isGreaterThan(1000);
        return new Point((float) (sumX / weight), (float) (sumY / weight));
    }

    private static double distance(Point a, Point b) {
        return Math.hypot(a.x() - b.x(), a.y() - b.y());
    }
}
