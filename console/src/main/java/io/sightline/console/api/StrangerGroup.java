package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys of strangers that are probably one human.
 *
 * @param groupId names the group until it changes
 * @param sightings how often they were seen
 * @param cropUrls some pictures of the face, the best first; those that are kept
 * @param cropUrlByKey the best picture of each key, by key; those that are kept
 * @param nearest an enrolled person whom they look like, though not enough to be recognised
 */
public record StrangerGroup(
        String groupId,
        List<String> anonymousIds,
        int sightings,
        List<String> cameras,
        Instant firstSeenAt,
        Instant lastSeenAt,
        List<String> cropUrls,
        Map<String, String> cropUrlByKey,
        Optional<Nearest> nearest) {

    /** @param distance 0 to 2 */
    public record Nearest(String personId, String name, double distance) {}
}
