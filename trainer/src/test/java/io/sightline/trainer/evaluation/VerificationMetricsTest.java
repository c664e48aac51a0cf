package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sightline.trainer.evaluation.TarAtFar.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VerificationMetricsTest {
    private static final List<String> PEOPLE = Faces.people(20, 6);
    private static final PairScores SCORES = PairScores.of(PEOPLE, Faces.random(PEOPLE, 7, 0.8), 1);
    private static final Resampling SHORT = new Resampling(200, 1);

    @Test
    void areaEqualsTheShareOfRightlyOrderedPairs() {
        double right = 0;
        for (float genuine : SCORES.genuineDistances()) {
            for (float impostor : SCORES.impostorDistances()) {
                right += genuine < impostor ? 1 : genuine == impostor ? 0.5 : 0;
            }
        }

        assertThat(VerificationMetrics.of(SCORES, SHORT).auc())
                .isEqualTo(right / SCORES.genuinePairs() / SCORES.impostorPairs(), within(1e-12))
                .isBetween(0.7, 0.9999);
    }

    @Test
    void ratesEqualCountingEveryPairAtTheThreshold() {
        Measured at = VerificationMetrics.of(SCORES, SHORT).at(1e-2).orElseThrow();

        assertThat(share(SCORES.impostorDistances(), at.threshold())).isLessThanOrEqualTo(1e-2);
        assertThat(share(SCORES.impostorDistances(), Math.nextUp((float) at.threshold())))
                .isGreaterThan(1e-2);
        assertThat(at.tar()).isEqualTo(share(SCORES.genuineDistances(), at.threshold()));
        assertThat(at.frr()).isEqualTo(1 - at.tar());
        assertThat(at.interval().contains(at.tar())).isTrue();
    }

    @Test
    void equalImpostorsDoNotPassTogetherWhereOnlyOneMay() {
        // 200 pairs of two people: two may pass at 1e-2, but the three nearest are equal.
        List<Pair> pairs = new ArrayList<>();
        float[][] vectors = new float[402][];
        for (int i = 0; i < 201; i++) {
            double angle = i == 200 ? 0.1 : i < 3 ? 0.5 : 1 + i / 1000.0;
            vectors[2 * i] = new float[] {1, 0};
            vectors[2 * i + 1] = new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
            pairs.add(new Pair(2 * i, 2 * i + 1, i == 200));
        }
        var set = new PairSet(
                IntStream.range(0, 402).mapToObj(Integer::toString).toList(),
                List.of(),
                List.of(pairs),
                PairSet.Genuine.LISTED);

        double threshold = VerificationMetrics.thresholdAt(1e-2, PairScores.of(set, vectors, 1));

        assertThat(threshold).isLessThan(2 * Math.sin(0.25)).isEqualTo(2 * Math.sin(0.25), within(1e-6));
    }

    @Test
    void aRateAtWhichFewerThanTenErrorsAreExpectedIsNotMeasurable() {
        VerificationMetrics metrics = VerificationMetrics.of(SCORES, SHORT);

        assertThat(SCORES.impostorPairs()).isEqualTo(190 * 36);
        assertThat(metrics.tarAtFar()).extracting(TarAtFar::far).containsExactly(1e-1, 1e-2, 1e-3, 1e-4);
        assertThat(metrics.at(1e-2)).isPresent();
        assertThat(metrics.tarAtFar().get(2)).isInstanceOf(TarAtFar.NotMeasurable.class);
        assertThat(metrics.tarAtFar().get(2).expectedErrors()).isEqualTo(6.84, within(1e-9));
        assertThat(metrics.figures()).containsKey("tarAtFar1e-2").doesNotContainKey("tarAtFar1e-3");
        assertThat(metrics.atLowestFar().orElseThrow().far()).isEqualTo(1e-2);
    }

    @Test
    void betweenTheMeasuredRatesThereAreTwoADecadeForACurve() {
        PairSet set = PairSet.ofPeople(
                PEOPLE.stream().map(p -> p + new java.util.Random().nextLong()).toList(), PEOPLE, 10, 1);
        Assessment assessment = Assessment.of("a", set, Faces.random(PEOPLE, 7, 0.8), SHORT);

        assertThat(assessment.curve())
                .containsOnlyKeys(
                        "tarAtFar5e-1", "tarAtFar2e-1", "tarAtFar5e-2", "tarAtFar2e-2", "tarAtFar5e-3", "tarAtFar2e-3");
        double threshold = VerificationMetrics.thresholdAt(2e-2, assessment.scores());
        assertThat(assessment.curve().get("tarAtFar2e-2"))
                .isEqualTo(share(assessment.scores().genuineDistances(), threshold))
                .isBetween(
                        assessment.figures().get("tarAtFar1e-2"),
                        assessment.curve().get("tarAtFar5e-2"));
    }

    @Test
    void equalErrorRateLiesWhereBothRatesMeet() {
        double rate = VerificationMetrics.of(SCORES, SHORT).equalErrorRate();

        double least = DoubleStream.iterate(0, t -> t < 2, t -> t + 1e-4)
                .map(t -> Math.max(share(SCORES.impostorDistances(), t), 1 - share(SCORES.genuineDistances(), t)))
                .min()
                .orElseThrow();
        assertThat(rate).isEqualTo(least, within(2.0 / SCORES.genuinePairs()));
    }

    @Test
    void theCurveRisesFromOnePairToAll() {
        List<Curve.Point> points = VerificationMetrics.of(SCORES, SHORT).curve().points();

        assertThat(points.get(points.size() - 1).far()).isEqualTo(1);
        assertThat(points.get(points.size() - 1).tar())
                .isEqualTo(share(
                        SCORES.genuineDistances(), points.get(points.size() - 1).threshold()));
        assertThat(points).extracting(Curve.Point::far).isSorted();
        assertThat(points).extracting(Curve.Point::tar).isSorted();
        for (Curve.Point point : points) {
            assertThat(point.far()).isEqualTo(share(SCORES.impostorDistances(), point.threshold()));
        }
    }

    private static double share(float[] distances, double threshold) {
        int count = 0;
        for (float d : distances) {
            count += d <= threshold ? 1 : 0;
        }
        return (double) count / distances.length;
    }
}
