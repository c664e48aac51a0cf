package io.sightline.core.testkit;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

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
        until(() -> what, atMost, condition);
    }

    /**
     * Returns as soon as the condition holds.
     *
     * @param what is waited for, as it is when the time is over
     * @throws AssertionError if the time is over before
     */
    public static void until(Supplier<String> what, Duration atMost, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not within " + atMost.toMillis() + " ms: " + what.get());
            }
            Thread.sleep(20);
        }
    }
}
