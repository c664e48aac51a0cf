package io.sightline.console.timeline;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Reasons;
import java.time.Instant;

/** Events and labels for tests. */
final class Told {
    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private Told() {}

    /** Of the sighting that the track began. */
    static IdentityEvent.Builder event(EventKind kind, String track, int number, String person) {
        return IdentityEvent.newBuilder()
                .setEventId(track + "/" + kind + "/" + number)
                .setCameraId("door")
                .setSequence(number)
                .setKind(kind)
                .setTrackId(track)
                .setSightingId(track)
                .setPersonId(person)
                .setFirstSeenAt(NOON)
                .setCapturedAt(NOON.plusSeconds(number))
                .setExpiresAt(NOON.plusSeconds(number + 10L));
    }

    static IdentityEvent.Builder corrected(String track, int number, String event, String from, String to) {
        return event(to == null ? EventKind.RETRACTED : EventKind.CORRECTED, track, number, to)
                .setCorrects(event)
                .setFormerPersonId(from)
                .setLabelId("label-" + number);
    }

    static Label word(LabelKind kind, String event, String person) {
        return Label.newBuilder()
                .setLabelId("label-of-" + event)
                .setKind(kind)
                .setActor("olga")
                .setSaidAt(NOON.plusSeconds(60))
                .setEventId(event)
                .setPersonId(person)
                .build();
    }

    static Reasons reasons(String nearest, double distance, Double runnerUp) {
        return Reasons.newBuilder()
                .setModelId("m@1+000000000000")
                .setNearestPersonId(nearest)
                .setDistance(nearest == null ? null : (float) distance)
                .setThreshold(0.5f)
                .setRequiredMargin(0.05f)
                .setRunnerUpDistance(runnerUp == null ? null : runnerUp.floatValue())
                .setEvidence(3)
                .setLiveness(Liveness.NOT_CHECKED)
                .setGalleryOffset(7)
                .setQuality(0.8f)
                .build();
    }
}
