package io.sightline.console.outbound;

import io.sightline.schemas.avro.IdentityEvent;
import java.util.Optional;

/** A message as it goes out, the same at every try. */
final class Letter {
    private final String id;
    private final Optional<IdentityEvent> event;
    private final byte[] body;

    /**
     * @param id the same whenever this event is handed over, with letters, digits and underscores only
     * @param event what it tells; empty for a test
     * @param body JSON; not changed any more
     */
    Letter(String id, Optional<IdentityEvent> event, byte[] body) {
        this.id = id;
        this.event = event;
        this.body = body;
    }

    String id() {
        return id;
    }

    Optional<IdentityEvent> event() {
        return event;
    }

    /** Not to be changed. */
    byte[] body() {
        return body;
    }
}
