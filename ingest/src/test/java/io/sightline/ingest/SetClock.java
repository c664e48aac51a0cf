package io.sightline.ingest;

import java.time.Duration;

/** For one thread: clocks that stand where the test puts them; sleeping moves them. */
final class SetClock implements TimeSource {
    long wall;
    long nanos;

    SetClock(long wall) {
        this.wall = wall;
    }

    @Override
    public long wallMillis() {
        return wall;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration time) {
        nanos += time.toNanos();
        wall += time.toMillis();
    }
}
