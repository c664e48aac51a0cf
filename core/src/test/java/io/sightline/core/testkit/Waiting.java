package io.sightline.core.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Bounded polling on a condition, for tests of what happens on other threads. */
public final class Waiting {
    private Waiting() {}

    /**
     * Returns as soon as the condition holds.
     *
     * @param what is waited for, for the message
     * @throws AssertionError if the time is over before
     */
    public static void until(String what, Duration atMost, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what);
            }
            Thread.sleep(20);
        }
    }
}
