package io.sightline.ingest;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: a random time up to a bound that doubles with each failure ("full jitter"), so
 * that cameras behind one switch do not all come back at once. Source: M. Brooker, "Exponential Backoff And Jitter",
 * 2015.
 */
final class Backoff {
    private static final Duration LEAST = Duration.ofMillis(50);

    private final Duration first;
    private final Duration longest;
    private final RandomGenerator random;
    private int failures;

    Backoff(Duration first, Duration longest, RandomGenerator random) {
        this.first = first;
        this.longest = longest;
        this.random = random;
    }

    /** The wait after another failure. */
    Duration next() {
        long bound = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 20));
        failures = Math.min(failures + 1, 20);
        return Duration.ofMillis(Math.max(LEAST.toMillis(), random.nextLong(bound + 1)));
    }

    /** All was well for a while. */
    void reset() {
        failures = 0;
    }
}
