package io.sightline.operations.timetravel;

import java.time.Duration;
import java.time.Instant;

/**
 * That somebody who is enrolled was before a camera, as one run of the matcher's decisions tells it.
 *
 * @param sightingId the track that began the sighting
 * @param at when it was decided
 * @param from when the track was first seen
 * @param to when the sighting was over; {@link Instant#MAX} if that was not told
 * @param distance of the track's faces to the person
 */
public record Identification(
        String cameraId,
        String trackId,
        String sightingId,
        String personId,
        Instant at,
        Instant from,
        Instant to,
        Float distance) {

    Identification until(Instant end) {
        return new Identification(cameraId, trackId, sightingId, personId, at, from, end, distance);
    }

    /** Whether both were there at one time, or not longer apart than the gap. */
    boolean isWithin(Duration gap, Identification other) {
        return !from.minus(gap).isAfter(other.to) && !other.from.minus(gap).isAfter(to);
    }

    boolean isOfTheSightingOf(Identification other) {
        return trackId.equals(other.trackId) || sightingId.equals(other.sightingId);
    }
}
