package io.sightline.console.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A target of events, and how it fares.
 *
 * @param disabledBecause why the console itself disabled it; empty if it did not
 */
public record OutboundView(
        String id, OutboundForm settings, Instant createdAt, Optional<String> disabledBecause, State state) {

    /**
     * How it fares, as this console knows it: numbers are since its start, and of several consoles each has its part.
     *
     * @param delivered events that the target took
     * @param givenUp events that it refused for good, or that cannot be used
     * @param expired events that were too late to be handed over
     * @param waiting events that are read and not handed over yet
     * @param lag records in Kafka that are not read yet
     * @param lastError why the last try failed; empty if the one after it succeeded
     */
    public record State(
            long delivered,
            long givenUp,
            long expired,
            int waiting,
            long lag,
            Optional<String> lastError,
            Optional<Instant> lastErrorAt,
            Optional<Instant> lastDeliveryAt) {}
}
