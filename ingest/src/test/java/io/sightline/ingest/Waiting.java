package io.sightline.ingest;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Bounded polling on a condition. */
final class Waiting {
    private Waiting() {}

    static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what);
            }
            Thread.sleep(20);
        }
    }
}
