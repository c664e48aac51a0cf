package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.trainer.evaluation.VerificationScores.Accuracy;
import io.sightline.trainer.evaluation.VerificationScores.Scored;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VerificationScoresTest {

    @Test
    void bestThresholdLiesBetweenKindsThatCanBeToldApart() {
        Accuracy best = VerificationScores.best(pairs(new double[] {0.4, 0.5}, new double[] {0.9, 1.2}));

        assertThat(best.accuracy()).isEqualTo(1);
        assertThat(best.threshold()).isEqualTo(0.7, within(1e-9));
    }

    @Test
    void bestThresholdGivesUpTheFewestPairs() {
        Accuracy best = VerificationScores.best(pairs(new double[] {0.4, 0.5, 1.3}, new double[] {0.9, 1.2, 1.4}));

        assertThat(best.accuracy()).isEqualTo(5 / 6.0, within(1e-9));
    }

    @Test
    void equalDistancesAreAcceptedTogether() {
        Accuracy best = VerificationScores.best(pairs(new double[] {0.5, 0.5}, new double[] {0.5, 0.5, 0.5}));

        assertThat(best.accuracy()).isEqualTo(0.6, within(1e-9));
        assertThat(best.threshold()).isLessThan(0.5);
    }

    @Test
    void aFoldIsJudgedByTheThresholdOfTheOthers() {
        List<Scored> near = pairs(new double[] {0.2, 0.3}, new double[] {0.5, 0.6});
        List<Scored> far = pairs(new double[] {0.7, 0.8}, new double[] {1.0, 1.1});

        List<Accuracy> accuracies = VerificationScores.crossValidated(List.of(near, far));

        // The far fold's threshold (0.9) takes the near strangers for one person, and the near one's (0.4) nobody.
        assertThat(accuracies).extracting(Accuracy::accuracy).containsExactly(0.5, 0.5);
        assertThat(accuracies.get(0).threshold()).isEqualTo(0.9, within(1e-9));
    }

    @Test
    void areaUnderTheCurveIsTheShareOfRightlyOrderedPairs() {
        // Of six orderings 0.4 and 0.8 against 0.6, 0.8 and 1: four are right, one is a tie.
        double area = VerificationScores.areaUnderCurve(pairs(new double[] {0.4, 0.8}, new double[] {0.6, 0.8, 1}));

        assertThat(area).isEqualTo(4.5 / 6, within(1e-9));
    }

    @Test
    void thresholdLetsNoMoreImpostorsPassThanAsked() {
        double[] impostors = DoubleStream.iterate(1, d -> d + 1).limit(1000).toArray();

        double threshold = VerificationScores.thresholdAt(1e-2, impostors);

        assertThat(DoubleStream.of(impostors).filter(d -> d <= threshold).count())
                .isEqualTo(10);
    }

    @Test
    void trueAcceptRateCountsGenuinePairsOnly() {
        double rate = VerificationScores.trueAcceptRate(pairs(new double[] {0.4, 0.8}, new double[] {0.1}), 0.5);

        assertThat(rate).isEqualTo(0.5);
    }

    private static List<Scored> pairs(double[] genuine, double[] impostors) {
        return Stream.concat(
                        DoubleStream.of(genuine).mapToObj(d -> new Scored(d, true)),
                        DoubleStream.of(impostors).mapToObj(d -> new Scored(d, false)))
                .toList();
    }
}
