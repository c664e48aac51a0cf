package io.sightline.client;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.time.Instant;

/** Events for tests: captured at a time, and good for ten seconds. */
final class Events {
    static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private Events() {}

    static IdentityEvent identified(String camera, long sequence, Instant capturedAt) {
        return of(EventKind.IDENTIFIED, camera, sequence, capturedAt);
    }

    static IdentityEvent of(EventKind kind, String camera, long sequence, Instant capturedAt) {
        return IdentityEvent.newBuilder()
                .setEventId(camera + "/" + kind + "/" + sequence)
                .setCameraId(camera)
                .setSequence(sequence)
                .setKind(kind)
                .setTrackId(camera + "/track")
                .setPersonId("person-ada")
                .setCapturedAt(capturedAt)
                .setExpiresAt(capturedAt.plus(GOOD_FOR))
                .setFirstSeenAt(capturedAt)
                .build();
    }
}
