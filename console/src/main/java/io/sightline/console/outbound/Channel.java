package io.sightline.console.outbound;

import java.time.Duration;

/** A way to hand messages to a target. Thread-safe. */
interface Channel extends AutoCloseable {

    /**
     * Hands one over; returns when the target has said that it has it, or has not.
     *
     * @param limit for all of it
     */
    Outcome send(Letter letter, Duration limit);

    /** Ends what is under way: it fails then. */
    @Override
    void close();
}
