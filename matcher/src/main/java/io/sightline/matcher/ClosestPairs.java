package io.sightline.matcher;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which enrolled people look alike: of each template the other person who was nearest, if near enough to matter. Two
 * who are closer than threshold and margin are as close as relatives: cameras may not tell them apart.
 *
 * <p>Thread-safe. What is farther than a quarter beyond that is not kept, so that a gallery of a million costs nothing.
 */
final class ClosestPairs {
    private static final Logger LOG = LoggerFactory.getLogger(ClosestPairs.class);
    private static final double WORTH_KNOWING = 1.25;

    private final Thresholds thresholds;
    private final Map<String, Pair> byTemplate = new HashMap<>();

    /**
     * Two different people.
     *
     * @param distance between their nearest templates, 0 to 2
     */
    record Pair(String personId, String otherPersonId, double distance) {}

    ClosestPairs(Thresholds thresholds) {
        this.thresholds = thresholds;
    }

    /** Whether cameras may not tell two people apart who are so near to each other. */
    boolean isTooClose(double distance) {
        Thresholds.Threshold threshold = thresholds.everywhere();
        return distance <= threshold.distance() + threshold.margin();
    }

    synchronized void put(String templateKey, String personId, String otherPersonId, double distance) {
        if (!isTooClose(distance / WORTH_KNOWING)) {
            return;
        }
        byTemplate.put(templateKey, new Pair(personId, otherPersonId, distance));
        if (isTooClose(distance)) {
            LOG.atWarn()
                    .addKeyValue("person", personId)
                    .addKeyValue("other", otherPersonId)
                    .addKeyValue("distance", distance)
                    .log("These two are as close as relatives: cameras may not tell them apart");
        }
    }

    synchronized void remove(String templateKey) {
        byTemplate.remove(templateKey);
    }

    /** Keys of the templates to whom this person is the closest other. */
    synchronized List<String> templatesClosestTo(String personId) {
        return byTemplate.entrySet().stream()
                .filter(e -> e.getValue().otherPersonId().equals(personId))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The closest pair of all; empty if no two are near enough to matter. */
    synchronized Optional<Pair> closest() {
        return byTemplate.values().stream().min(Comparator.comparingDouble(Pair::distance));
    }

    /** How many pairs of people are as close as relatives. */
    synchronized long tooClose() {
        return byTemplate.values().stream()
                .filter(p -> isTooClose(p.distance()))
                .map(p -> p.personId().compareTo(p.otherPersonId()) < 0
                        ? List.of(p.personId(), p.otherPersonId())
                        : List.of(p.otherPersonId(), p.personId()))
                .distinct()
                .count();
    }

    synchronized void clear() {
        byTemplate.clear();
    }
}
