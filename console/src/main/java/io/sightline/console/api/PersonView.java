package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who is enrolled.
 *
 * @param consent what the person agreed to, in the operator's words
 * @param photos the faces that they are recognised by, oldest first
 * @param lastSeen when and where; empty if not within what the console remembers
 */
public record PersonView(
        String personId,
        String name,
        Optional<String> consent,
        Instant changedAt,
        List<PersonPhoto> photos,
        Optional<LastSeen> lastSeen) {

    /**
     * A face that the person is recognised by.
     *
     * @param url empty if its picture is not kept any more
     * @param isLearned whether it was learned from a word about a sighting, not from a photo
     */
    public record PersonPhoto(
            String templateId, Optional<String> url, Instant enrolledAt, double quality, boolean isLearned) {}

    /** When and where a person was seen last. */
    public record LastSeen(Instant at, String cameraId) {}
}
