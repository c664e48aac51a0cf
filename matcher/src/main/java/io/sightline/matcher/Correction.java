package io.sightline.matcher;

import io.sightline.matcher.state.ToldState;
import io.sightline.matcher.state.TrackHistory;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import java.time.Instant;

/** The event that tells that an earlier one was wrong. */
final class Correction {
    private Correction() {}

    /**
     * Its id is made of the event that it is about and the label, so it is the same on every replay. It has the times of
     * the event that it is about: nobody is to act on it at a door.
     *
     * @param now who it was; null if that is not known any more
     */
    static IdentityEvent of(TrackHistory track, ToldState told, Identity now, Label label, long sequence) {
        Identity former = Identity.orNull(told.getIdentity());
        EventKind kind = now == null ? EventKind.RETRACTED : EventKind.CORRECTED;
        return IdentityEvent.newBuilder()
                .setEventId(told.getEventId() + "/" + kind + "/" + label.getLabelId())
                .setCameraId(track.getCameraId())
                .setSequence(sequence)
                .setKind(kind)
                .setTrackId(track.getTrackId())
                .setPersonId(now == null ? null : now.personId())
                .setAnonymousId(now == null ? null : now.anonymousId())
                .setSightingId(PastEvents.sightingOf(track, told))
                .setCapturedAt(Instant.ofEpochMilli(told.getCapturedAt()))
                .setExpiresAt(Instant.ofEpochMilli(told.getExpiresAt()))
                .setFirstSeenAt(Instant.ofEpochMilli(track.getFirstSeenAt()))
                .setFrameId(told.getFrameId())
                .setCrop(
                        track.getCrop() == null
                                ? null
                                : new CropRef(
                                        track.getCrop().getPartition(),
                                        track.getCrop().getOffset()))
                .setCorrects(told.getEventId())
                .setFormerPersonId(former == null ? null : former.personId())
                .setFormerAnonymousId(former == null ? null : former.anonymousId())
                .setLabelId(label.getLabelId())
                .build();
    }
}
