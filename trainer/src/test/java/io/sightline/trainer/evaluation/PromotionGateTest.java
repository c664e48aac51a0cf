package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.trainer.evaluation.PromotionGate.Outcome;
import io.sightline.trainer.evaluation.PromotionGate.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromotionGateTest {
    private static final Resampling SHORT = new Resampling(200, 1);
    private static final PromotionGate GATE = new PromotionGate(1e-2, 0.005, SHORT);
    private static final List<String> PEOPLE = Faces.people(20, 6);
    private static final PairSet SET = PairSet.ofPeople(PEOPLE, PEOPLE, 10, 1);

    @Test
    void aModelAsGoodAsTheActiveOneHolds() {
        Verdict verdict = GATE.judge(model("active", 0.7), model("candidate", 0.7));

        assertThat(verdict.outcome()).isEqualTo(Outcome.HOLDS);
        assertThat(verdict.reason()).contains("TAR at FAR 1e-2", "difference +0.00 points");
    }

    @Test
    void aModelThatAcceptsLessFallsShortAndTheReasonHasTheFigures() {
        Verdict verdict = GATE.judge(model("active", 0.5), model("candidate", 1.2));

        assertThat(verdict.outcome()).isEqualTo(Outcome.FALLS_SHORT);
        assertThat(verdict.holds()).isFalse();
        assertThat(verdict.reason()).contains("of candidate", "of active", "points (95%:");
        assertThat(verdict.comparison().orElseThrow().interval().high()).isNegative();
    }

    @Test
    void whereTheWantedRateIsNotMeasurableTheNextIsTakenAndSaidSo() {
        Verdict verdict = new PromotionGate(1e-4, 0.005, SHORT).judge(model("active", 0.7), model("candidate", 0.7));

        assertThat(verdict.comparison().orElseThrow().far()).isEqualTo(1e-2);
        assertThat(verdict.reason()).contains("TAR at FAR 1e-2 (at FAR 1e-4 it is not measurable with 6840 pairs");
    }

    @Test
    void tooFewPicturesProveNothing() {
        List<String> people = Faces.people(3, 2);
        PairSet set = PairSet.ofPeople(people, people, 10, 1);
        Assessment few = Assessment.of("tiny", set, Faces.random(people, 1, 0.5), SHORT);

        assertThat(GATE.judge(few, few).outcome()).isEqualTo(Outcome.NOT_MEASURABLE);
    }

    @Test
    void modelsAreComparedOnTheSamePairsOnly() {
        List<String> others = Faces.people(19, 6);
        Assessment elsewhere = Assessment.of(
                "elsewhere", PairSet.ofPeople(others, others, 10, 1), Faces.random(others, 1, 0.5), SHORT);

        assertThatThrownBy(() -> GATE.judge(model("active", 0.5), elsewhere))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Assessment model(String name, double spread) {
        return Assessment.of(name, SET, Faces.random(PEOPLE, 3, spread), SHORT);
    }
}
