package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.Manifest.Threshold;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdCalibrationTest {
    private static final List<String> PEOPLE = Faces.people(20, 6);
    private static final PairScores SCORES = PairScores.of(PEOPLE, Faces.random(PEOPLE, 7, 0.8), 1);

    @Test
    void theThresholdLetsAsManyPassAsWantedAndSaysOnWhatItRests() {
        Threshold threshold = new ThresholdCalibration(1e-2, 0.1).of(SCORES, "the staff");

        int passing = 0;
        for (float distance : SCORES.impostorDistances()) {
            passing += distance <= threshold.distance() ? 1 : 0;
        }
        assertThat(passing).isEqualTo(68); // 1% of 6840, rounded down
        assertThat(threshold.falseAcceptRate()).isEqualTo(68 / 6840.0);
        assertThat(threshold.margin()).isEqualTo(0.1);
        assertThat(threshold.calibration()).contains("0.01", "the staff", "6840 pairs of two people");
    }

    @Test
    void aRateThatIsNotMeasurableIsRefusedWithTheLowestThatIs() {
        assertThatThrownBy(() -> new ThresholdCalibration(1e-4, 0.1).of(SCORES, "the staff"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("not measurable with 6,840 pairs")
                .hasMessageContaining("0.0014");
    }

    @Test
    void aModelThatMakesOneVectorOfEverybodyHasNoThreshold() {
        float[][] same = Faces.random(java.util.Collections.nCopies(PEOPLE.size(), "all"), 1, 0);
        PairScores scores = PairScores.of(PEOPLE, same, 1);

        assertThatThrownBy(() -> new ThresholdCalibration(1e-2, 0.1).of(scores, "the staff"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not tell faces apart");
    }

    @Test
    void refusesRatesAndMarginsThatAreNone() {
        assertThatThrownBy(() -> new ThresholdCalibration(0, 0.1)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> new ThresholdCalibration(1e-2, -1)).isInstanceOf(UserError.class);
    }
}
