package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameRateLimitTest {

    private static int admitted(double source, double limit, double jitter, int seconds) {
        var rate = new FrameRateLimit(limit);
        var random = new SplittableRandom(7);
        int admitted = 0;
        for (int i = 0; i < source * seconds; i++) {
            double at = i / source + (random.nextDouble() - 0.5) * jitter / source;
            if (rate.admits((long) (at * 1e9))) {
                admitted++;
            }
        }
        return admitted;
    }

    @ParameterizedTest
    @CsvSource({"25, 5", "25, 10", "30, 7", "29.97, 15", "12, 5", "60, 25", "25, 0.5"})
    void theAverageIsTheLimit(double source, double limit) {
        assertThat(admitted(source, limit, 0.4, 100)).isBetween((int) (limit * 100 * 0.99), (int) (limit * 100) + 1);
    }

    @Test
    void aSourceAtTheLimitsOwnRateLosesNothingToJitter() {
        assertThat(admitted(5, 5, 0.4, 100)).isGreaterThanOrEqualTo(499);
    }

    @Test
    void aSlowerSourceLosesNothing() {
        assertThat(admitted(3, 5, 0.5, 100)).isEqualTo(300);
    }

    @Test
    void afterAPauseThereIsNoBurst() {
        var rate = new FrameRateLimit(10);
        rate.admits(0);
        assertThat(rate.admits(60_000_000_000L)).isTrue();
        assertThat(rate.admits(60_010_000_000L)).isFalse();
        assertThat(rate.admits(60_020_000_000L)).isFalse();
    }
}
