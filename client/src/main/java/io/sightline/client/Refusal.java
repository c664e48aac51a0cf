package io.sightline.client;

import io.sightline.schemas.avro.IdentityEvent;
import java.util.Optional;

/**
 * A record that was not handed over, and will not be.
 *
 * @param event what it says; empty for a record that could not be read
 * @param partition where it stands in the topic
 * @param offset where it stands in the partition
 * @param message for an operator
 */
public record Refusal(Reason reason, Optional<IdentityEvent> event, int partition, long offset, String message) {

    /** Why a record is not handed over. */
    public enum Reason {
        /** Its time to act on it is over. */
        EXPIRED,
        /** It was captured later than it is now: a clock is wrong, and its expiry with it. */
        FROM_THE_FUTURE,
        /** This event, or a later one of its camera, was decided about before: it is a repeat, or comes from behind. */
        ALREADY_DECIDED,
        /** Of a kind that this version of the kit does not know. */
        UNKNOWN_KIND,
        /** Not an identity event at all, or one that cannot be true. */
        BAD_RECORD
    }
}
