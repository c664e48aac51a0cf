package io.sightline.matcher;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Duration;
import java.time.Instant;

/** Makes one camera's events, numbered without gaps. Not thread-safe. */
final class CameraEvents {
    private final String cameraId;
    private final Duration validity;
    private long lastSequence;

    /** @param lastSequence of the last event, 0 before the first */
    CameraEvents(String cameraId, long lastSequence, Duration validity) {
        this.cameraId = cameraId;
        this.lastSequence = lastSequence;
        this.validity = validity;
    }

    long lastSequence() {
        return lastSequence;
    }

    long nextSequence() {
        return ++lastSequence;
    }

    /**
     * What happened to a track.
     *
     * @param who null for nobody in particular
     * @param now the camera's clock, milliseconds since 1970
     */
    IdentityEvent next(EventKind kind, Track track, Identity who, Sight sight, long now) {
        Assessment why = track.assessment();
        track.tellCrop();
        return IdentityEvent.newBuilder()
                .setEventId(track.id() + "/" + kind + "/" + track.nextEvent())
                .setCameraId(cameraId)
                .setSequence(nextSequence())
                .setKind(kind)
                .setTrackId(track.id())
                .setPersonId(who == null ? null : who.personId())
                .setAnonymousId(who == null ? null : who.anonymousId())
                .setSightingId(track.sightingId())
                .setCapturedAt(Instant.ofEpochMilli(sight.time()))
                // From now, not from the capture: LEFT is said when the person has been gone for a while.
                .setExpiresAt(Instant.ofEpochMilli(now + validity.toMillis()))
                .setFirstSeenAt(Instant.ofEpochMilli(track.firstSeenAt()))
                .setFrameId(sight.frameId())
                .setBox(sight.box().toAvro())
                .setReasons(why == null ? null : why.toReasons())
                .setCrop(track.bestCrop())
                .build();
    }
}
