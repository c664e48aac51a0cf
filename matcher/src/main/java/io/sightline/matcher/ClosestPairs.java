package io.sightline.matcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which enrolled people look alike, by each model: of each template the other person who was nearest, if near enough to
 * matter. Two who are closer than threshold and margin are as close as relatives: cameras may not tell them apart.
 *
 * <p>Thread-safe. What is farther than a quarter beyond that is not kept, so that a gallery of a million costs nothing.
 */
final class ClosestPairs {
    private static final Logger LOG = LoggerFactory.getLogger(ClosestPairs.class);
    private static final double WORTH_KNOWING = 1.25;

    private final Models models;
    private final Thresholds thresholds;
    private final Map<String, Pair> byTemplate = new HashMap<>();

    /**
     * Two different people.
     *
     * @param distance between their nearest templates, 0 to 2
     */
    record Pair(String personId, String otherPersonId, double distance) {}

    ClosestPairs(Models models, Thresholds thresholds) {
        this.models = models;
        this.thresholds = thresholds;
    }

    /** Whether cameras may not tell two people apart who are so near to each other by this model. */
    boolean isTooClose(ActiveModel model, double distance) {
        Thresholds.Threshold threshold = thresholds.everywhere(model);
        return distance <= threshold.distance() + threshold.margin();
    }

    synchronized void put(
            ActiveModel model, String templateKey, String personId, String otherPersonId, double distance) {
        if (!isTooClose(model, distance / WORTH_KNOWING)) {
            return;
        }
        byTemplate.put(templateKey, new Pair(personId, otherPersonId, distance));
        if (isTooClose(model, distance)) {
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

    /** Keys of the model's templates to whom this person is the closest other. */
    synchronized List<String> templatesClosestTo(String personId, ActiveModel model) {
        return byTemplate.entrySet().stream()
                .filter(e -> e.getValue().otherPersonId().equals(personId))
                .filter(e -> model.isNamed(GalleryKey.modelIdIn(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Distances by different models say nothing beside each other. */
    private Stream<Pair> ofLatestModel() {
        ActiveModel latest = models.switches().latest();
        return byTemplate.entrySet().stream()
                .filter(e -> latest.isNamed(GalleryKey.modelIdIn(e.getKey())))
                .map(Map.Entry::getValue);
    }

    /** How many pairs of people are as close as relatives, by the latest model. */
    synchronized long tooClose() {
        ActiveModel latest = models.switches().latest();
        return ofLatestModel()
                .filter(p -> isTooClose(latest, p.distance()))
                .map(p -> p.personId().compareTo(p.otherPersonId()) < 0
                        ? List.of(p.personId(), p.otherPersonId())
                        : List.of(p.otherPersonId(), p.personId()))
                .distinct()
                .count();
    }

    /** Forgets all of a model. */
    synchronized void drop(String modelId) {
        byTemplate.keySet().removeIf(key -> GalleryKey.modelIdIn(key).equals(modelId));
    }

    synchronized void clear() {
        byTemplate.clear();
    }
}
