package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sightline.core.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    private static final List<String> PEOPLE = Faces.people(15, 4);
    private static final float[][] VECTORS = Faces.random(PEOPLE, 7, 0.9);
    private static final PairScores SCORES = PairScores.of(PEOPLE, VECTORS, 1);

    @Test
    void everyReplicateEqualsCountingTheDrawnPeoplesPairsOneByOne() {
        var resampling = new Resampling(20, 5);

        double[][] rates = resampling.trueAcceptRates(SCORES, 1e-2, 1e-1);

        for (int r = 0; r < 20; r++) {
            int[] times = resampling.times(r, 15);
            assertThat(Arrays.stream(times).sum()).isEqualTo(15);
            assertThat(rates[0][r]).isEqualTo(bruteForce(times, 1e-2), within(1e-12));
            assertThat(rates[1][r]).isEqualTo(bruteForce(times, 1e-1), within(1e-12));
        }
        assertThat(Arrays.stream(rates[1]).distinct().count()).isGreaterThan(5);
    }

    /** Writes down each pair as often as its people were drawn. */
    private static double bruteForce(int[] times, double far) {
        List<Float> genuine = repeated(SCORES.genuine(), times, true);
        List<Float> impostors = repeated(SCORES.impostors(), times, false);
        float notAnyMore = impostors.get((int) Math.floor(far * impostors.size()));
        return (double) genuine.stream().filter(d -> d < notAnyMore).count() / genuine.size();
    }

    private static List<Float> repeated(long[] pairs, int[] times, boolean onePerson) {
        List<Float> repeated = new ArrayList<>();
        for (long pair : pairs) {
            int n = times[PairScores.first(pair)] * (onePerson ? 1 : times[PairScores.second(pair)]);
            for (int i = 0; i < n; i++) {
                repeated.add(PairScores.distance(pair));
            }
        }
        return repeated;
    }

    @Test
    void theSameSeedDrawsTheSamePeopleAndAnotherOthers() {
        assertThat(new Resampling(1, 5).times(0, 15)).isEqualTo(new Resampling(9, 5).times(0, 15));
        assertThat(new Resampling(1, 5).times(0, 15)).isNotEqualTo(new Resampling(1, 6).times(0, 15));
        assertThat(new Resampling(2, 5).times(0, 15)).isNotEqualTo(new Resampling(2, 5).times(1, 15));
    }

    @Test
    void drawingPeopleGivesAWiderIntervalThanDrawingPairsWhichAreNotIndependent() {
        double[] byPerson = new Resampling(500, 1).trueAcceptRates(SCORES, 1e-1)[0];
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < VECTORS.length; i++) {
            for (int j = i + 1; j < VECTORS.length; j++) {
                pairs.add(new Pair(i, j, PEOPLE.get(i).equals(PEOPLE.get(j))));
            }
        }
        var set = new PairSet(PEOPLE, List.of(), List.of(pairs), PairSet.Genuine.LISTED);
        double[] byPair = new Resampling(500, 1).trueAcceptRates(PairScores.of(set, VECTORS, 1), 1e-1)[0];

        Interval people = Interval.ofReplicates(byPerson);
        Interval listed = Interval.ofReplicates(byPair);
        assertThat(people.high() - people.low()).isGreaterThan(1.2 * (listed.high() - listed.low()));
    }

    @Test
    void anIntervalGoesFromPercentileToPercentile() {
        double[] values = new double[1001];
        Arrays.setAll(values, i -> 1000 - i);

        assertThat(Interval.ofReplicates(values)).isEqualTo(new Interval(25, 975));
        assertThat(Interval.ofReplicates(new double[] {1, Double.NaN, 2})).isEqualTo(new Interval(1.025, 1.975));
    }

    @Test
    void aModelComparedWithItselfDiffersByNothingForSure() {
        PairedComparison same = PairedComparison.of(SCORES, SCORES, 1e-1, new Resampling(50, 1));

        assertThat(same.difference()).isZero();
        assertThat(same.interval()).isEqualTo(new Interval(0, 0));
    }

    @Test
    void aBetterModelIsBetterInEveryReplicate() {
        PairScores better = PairScores.of(PEOPLE, Faces.random(PEOPLE, 7, 0.5), 1);

        PairedComparison found = PairedComparison.of(SCORES, better, 1e-1, new Resampling(300, 1));

        assertThat(found.difference()).isPositive();
        assertThat(found.interval().low()).isPositive();
        assertThat(found.interval().contains(found.difference())).isTrue();
    }

    @Test
    void pairedDifferencesAreNarrowerThanThoseOfTwoUnrelatedSets() {
        PairScores nearlyTheSame = PairScores.of(PEOPLE, Faces.random(PEOPLE, 7, 0.88), 1);
        Resampling resampling = new Resampling(500, 1);

        Interval paired =
                PairedComparison.of(SCORES, nearlyTheSame, 1e-1, resampling).interval();

        double[] ones = resampling.trueAcceptRates(SCORES, 1e-1)[0];
        double[] others = new Resampling(500, 99).trueAcceptRates(nearlyTheSame, 1e-1)[0];
        double[] unpaired = new double[ones.length];
        Arrays.setAll(unpaired, r -> others[r] - ones[r]);
        Interval apart = Interval.ofReplicates(unpaired);
        assertThat(paired.high() - paired.low()).isLessThan(0.6 * (apart.high() - apart.low()));
    }

    @Test
    void aRateThatIsNotMeasurableIsRefused() {
        assertThatThrownBy(() -> PairedComparison.of(SCORES, SCORES, 1e-3, new Resampling(50, 1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("TAR at FAR 1e-3 is not measurable")
                .hasMessageContaining("1680 pairs");
    }
}
