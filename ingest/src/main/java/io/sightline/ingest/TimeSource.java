package io.sightline.ingest;

import java.time.Duration;

/** The two clocks that a camera goes by, and waiting on them; tests bring their own. Thread-safe. */
interface TimeSource {

    /** The time of day, milliseconds since 1970; it may jump. */
    long wallMillis();

    /** Nanoseconds from an arbitrary moment; never goes back. */
    long nanos();

    void sleep(Duration time) throws InterruptedException;

    TimeSource SYSTEM = new TimeSource() {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
        }
    };
}
