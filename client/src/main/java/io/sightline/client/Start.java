package io.sightline.client;

import java.time.Instant;

/**
 * Where reading begins. Whichever it is, an event that was decided about before is not handed over again, and one that
 * has expired is not handed over.
 */
public sealed interface Start {

    /** With what happens from now on. What is skipped is not reported as a gap. */
    static Start now() {
        return new Now();
    }

    /** Where this consumer's marks ended; from now, if it never ran. */
    static Start last() {
        return new Last();
    }

    /** With records of that time (by the record's timestamp, which is when it was captured) and later. */
    static Start at(Instant time) {
        return new At(time);
    }

    /** @see Start#now */
    record Now() implements Start {}

    /** @see Start#last */
    record Last() implements Start {}

    /** @see Start#at */
    record At(Instant time) implements Start {}
}
