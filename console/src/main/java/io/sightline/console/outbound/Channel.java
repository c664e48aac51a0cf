package io.sightline.console.outbound;

import java.time.Duration;
import java.util.Optional;

/** A way to hand messages to a target. Thread-safe. */
interface Channel extends AutoCloseable {

    /**
     * Hands one over; returns when the target has said that it has it, or has not.
     *
     * @param limit for all of it
     */
    Outcome send(Letter letter, Duration limit);

    /**
     * Sees to the connection, if there is one to be kept. Called now and then by one thread; may take a few seconds.
     *
     * @return why there is none
     */
    default Optional<String> keep() {
        return Optional.empty();
    }

    /** Ends what is under way: it fails then. */
    @Override
    void close();
}
