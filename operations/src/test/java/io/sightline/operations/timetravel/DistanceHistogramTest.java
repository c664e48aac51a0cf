package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class DistanceHistogramTest {

    @Test
    void countsExactlyAtMultiplesOfItsStep() {
        var histogram = new DistanceHistogram();
        for (int i = 1; i <= 20_000; i++) {
            histogram.add(i * DistanceHistogram.STEP);
        }

        for (int i = 0; i <= 20_000; i += 7) {
            assertThat(histogram.atOrBelow(i * DistanceHistogram.STEP)).isEqualTo(i);
        }
    }

    @Test
    void findsTheQuantile() {
        var histogram = new DistanceHistogram();
        // Uniform between 0.5 and 1.5: the quantile of p is 0.5 + p.
        for (int i = 0; i < 1_000_000; i++) {
            histogram.add(0.5 + (i + 0.5) / 1_000_000);
        }

        for (double share : new double[] {1e-1, 1e-2, 1e-3, 1e-4}) {
            double threshold = histogram.largestWithin(share);
            assertThat(threshold).isCloseTo(0.5 + share, within(DistanceHistogram.STEP));
            assertThat(histogram.share(threshold)).isLessThanOrEqualTo(share);
        }
    }

    @Test
    void doesNotGoBeyondTheShareAtOneDistanceOfMany() {
        var histogram = new DistanceHistogram();
        for (int i = 0; i < 100; i++) {
            histogram.add(i < 30 ? 0.7 : 1.2);
        }

        assertThat(histogram.largestWithin(0.29)).isCloseTo(0.6999, within(1e-9));
        assertThat(histogram.share(histogram.largestWithin(0.29))).isZero();
        assertThat(histogram.largestWithin(0.3)).isCloseTo(1.1999, within(1e-9));
    }

    @Test
    void takesTheEndsOfTheScale() {
        var histogram = new DistanceHistogram();
        histogram.add(0);
        histogram.add(2);

        assertThat(histogram.count()).isEqualTo(2);
        assertThat(histogram.atOrBelow(2)).isEqualTo(2);
        assertThat(histogram.largestWithin(0)).isZero();
    }
}
