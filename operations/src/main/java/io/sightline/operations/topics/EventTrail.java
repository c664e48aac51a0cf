package io.sightline.operations.topics;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.util.List;
import java.util.Optional;

/**
 * What the log says around an event.
 *
 * @param id that was asked for
 * @param event with this id; empty if the log has none
 * @param corrections CORRECTED and RETRACTED that are about it, in order
 * @param siblings the other events of its track, in order
 */
public record EventTrail(
        EventId id, Optional<IdentityEvent> event, List<IdentityEvent> corrections, List<IdentityEvent> siblings) {

    /** What holds of the event now: its last correction, or else itself. @throws java.util.NoSuchElementException if there is no event */
    public IdentityEvent latest() {
        return corrections.isEmpty() ? event.orElseThrow() : corrections.get(corrections.size() - 1);
    }

    static boolean isCorrection(IdentityEvent event) {
        return event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED;
    }
}
