package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.BoundingBox;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.vision.QualitySettings.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QualityGraderTest {
    private static final BoundingBox IDEAL_BOX = new BoundingBox(400, 300, 150, 180);
    private static final HeadPose STRAIGHT = new HeadPose(0, 0, 0);
    private static final float SHARP = 40;
    private static final float BRIGHT = 130;

    private final QualityGrader grader = new QualityGrader(QualitySettings.DEFAULT);

    @Test
    void anIdealFaceScoresOneWithoutReasons() {
        FaceQuality quality = grade(IDEAL_BOX, STRAIGHT, SHARP, BRIGHT);
        assertThat(quality.getScore()).isCloseTo(1, within(1e-6f));
        assertThat(quality.getReasons()).isEmpty();
        assertThat(quality.getFacePixels()).isEqualTo(150);
    }

    @ParameterizedTest
    @CsvSource({
        "30, 0, 0, 40, 130, TOO_SMALL",
        "150, 60, 0, 40, 130, TURNED_AWAY",
        "150, -60, 0, 40, 130, TURNED_AWAY",
        "150, 0, 55, 40, 130, TURNED_AWAY",
        "150, 0, 0, 2, 130, BLURRED",
        "150, 0, 0, 40, 20, TOO_DARK",
        "150, 0, 0, 40, 245, TOO_BRIGHT",
    })
    void eachFaultIsNamedAndHalvesTheScore(
            float side, float yaw, float pitch, float sharpness, float brightness, String reason) {
        FaceQuality quality =
                grade(new BoundingBox(400, 300, side, side), new HeadPose(yaw, pitch, 0), sharpness, brightness);
        assertThat(quality.getReasons()).containsExactly(reason);
        assertThat(quality.getScore()).isLessThan(0.5f);
    }

    @Test
    void aFaceBeyondTheEdgeIsCutOff() {
        assertThat(grade(new BoundingBox(-60, 300, 150, 180), STRAIGHT, SHARP, BRIGHT)
                        .getReasons())
                .isEqualTo(List.of("CUT_OFF"));
        assertThat(grade(new BoundingBox(-5, 300, 150, 180), STRAIGHT, SHARP, BRIGHT)
                        .getReasons())
                .isEmpty();
    }

    @Test
    void aFaceOutsideThePictureScoresNothing() {
        assertThat(grade(new BoundingBox(-400, 300, 150, 180), STRAIGHT, SHARP, BRIGHT)
                        .getScore())
                .isEqualTo(0);
    }

    @Test
    void severalFaultsAreNamedTheMostTellingFirst() {
        FaceQuality quality = grade(new BoundingBox(400, 300, 30, 30), new HeadPose(70, 0, 0), 1, 20);
        assertThat(quality.getReasons()).containsExactly("TOO_SMALL", "TOO_DARK", "BLURRED", "TURNED_AWAY");
    }

    @Test
    void aBetterShotAlwaysScoresHigher() {
        float before = -1;
        for (int side = 20; side <= 110; side += 5) {
            float score = grade(new BoundingBox(400, 300, side, side), STRAIGHT, SHARP, BRIGHT)
                    .getScore();
            assertThat(score).isGreaterThan(before);
            before = score;
        }
    }

    @Test
    void aMeasureIsHalfAtItsLimitRisingAndFalling() {
        for (Measure measure : List.of(new Measure(0, 10, 40), new Measure(90, 45, 15))) {
            assertThat(measure.factor(measure.worthless())).isEqualTo(0);
            assertThat(measure.factor(measure.limit())).isEqualTo(0.5f);
            assertThat(measure.factor(measure.ideal())).isEqualTo(1);
            assertThat(measure.isWorseThanLimit(measure.limit())).isFalse();
            assertThat(measure.isWorseThanLimit(measure.worthless())).isTrue();
            assertThat(measure.isWorseThanLimit(measure.ideal())).isFalse();
        }
        assertThat(new Measure(0, 10, 40).factor(25)).isEqualTo(0.75f);
    }

    @Test
    void aMeasureWhoseLimitIsNotBetweenItsEndsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Measure(0, 50, 40));
    }

    private FaceQuality grade(BoundingBox box, HeadPose pose, float sharpness, float brightness) {
        return grader.grade(1920, 1080, box, pose, sharpness, brightness);
    }
}
