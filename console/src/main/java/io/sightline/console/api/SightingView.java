package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One person before one camera, once, by what is known now.
 *
 * @param sightingId the same on every replay
 * @param eventId the event that said who it is, or else the first: what is said of the sighting is said of this event
 * @param lastSeenAt by its last event
 * @param isOver whether the person has left
 * @param certainty how sure it is
 * @param summary why, in one sentence
 * @param reasons why, one by one
 * @param cropUrl the best picture of the face; empty if there is none
 * @param photoUrl a face that the person was enrolled by; empty if they are not enrolled, or the picture is gone
 * @param word what a person said of it last; empty if nobody did
 * @param delayMillis from capture to event, where it is known
 */
public record SightingView(
        String sightingId,
        String eventId,
        String cameraId,
        Who who,
        Instant firstSeenAt,
        Instant lastSeenAt,
        boolean isOver,
        Certainty certainty,
        String summary,
        List<Reason> reasons,
        Optional<String> cropUrl,
        Optional<String> photoUrl,
        Optional<Word> word,
        Optional<Long> delayMillis) {

    /** How sure it is who it is. */
    public enum Certainty {
        /** A person said so. */
        CONFIRMED,
        /** The distance is well within the threshold, and nobody else is near. */
        CLEAR,
        /** Accepted, but not by much. */
        NARROW,
        /** Nobody who is enrolled, or nothing can be said. */
        UNKNOWN
    }

    /** One reason: what it is about, and in words. */
    public record Reason(String about, String words) {}

    /**
     * What a person said.
     *
     * @param words such as "corrected from Anna by paul"
     */
    public record Word(String actor, Instant saidAt, String words) {}
}
