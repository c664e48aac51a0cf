package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Draws the greatest value that is allowed. */
    private static final RandomGenerator GREATEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException("only bounded values are drawn");
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void theBoundDoublesUpToTheLongest() {
        var backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(3), GREATEST);
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(3));
        }
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void waitsAreSpreadOverTheWholeBound() {
        var random = RandomGenerator.of("L64X128MixRandom");
        int below = 0;
        for (int i = 0; i < 1000; i++) {
            Duration wait = new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(10), random).next();
            assertThat(wait).isBetween(Duration.ofMillis(50), Duration.ofSeconds(10));
            below += wait.compareTo(Duration.ofSeconds(5)) < 0 ? 1 : 0;
        }
        assertThat(below).isBetween(400, 600);
    }
}
