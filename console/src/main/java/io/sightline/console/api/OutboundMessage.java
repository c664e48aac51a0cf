package io.sightline.console.api;

import java.time.Instant;
import java.util.Optional;

/**
 * What is handed to a target: an identity event in JSON. What each field means stands in docs/consuming-events.md.
 *
 * @param kind of the event; TEST for a message that says nothing of anybody
 * @param name of the person, if the target is to have it
 */
public record OutboundMessage(
        String eventId,
        String kind,
        String cameraId,
        long sequence,
        Instant capturedAt,
        Instant expiresAt,
        Optional<String> personId,
        Optional<String> anonymousId,
        Optional<String> name,
        Optional<String> sightingId,
        Optional<String> corrects,
        Optional<String> formerPersonId,
        Optional<String> formerAnonymousId,
        Optional<Reasons> reasons) {

    /** Why it was decided so; distances are Euclidean between unit vectors, 0 to 2. */
    public record Reasons(
            String modelId,
            Optional<Float> distance,
            float threshold,
            Optional<Float> runnerUpDistance,
            float quality,
            String liveness) {}
}
