package io.sightline.operations.identity;

import io.sightline.models.Manifest;
import io.sightline.operations.identity.StrangerClusters.Group;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.timetravel.ModelRules;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TemplateKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Those who were seen and are not enrolled, grouped by what they look like, the most frequent first.
 *
 * @param model whose vectors were compared; vectors of different models never meet
 * @param threshold of that model: from how far two faces are two people
 * @param compared how many faces
 * @param ofModel how many there are of this model
 * @param faces how many there are of all
 */
public record StrangerOverview(
        String model, double threshold, int compared, int ofModel, int faces, List<Seen> groups) {
    private static final Duration READ_LIMIT = Duration.ofMinutes(2);

    /** A group and how often it was seen. */
    public record Seen(Group group, StrangerSightings.Summary summary) {

        /** If events say nothing of it, its templates do. */
        public Instant last() {
            Instant seen = group.templates().stream()
                    .map(StrangerEntry::getSeenAt)
                    .max(Instant::compareTo)
                    .orElseThrow();
            return summary.last() == null || summary.last().isBefore(seen) ? seen : summary.last();
        }

        public Instant first() {
            Instant known = group.templates().stream()
                    .map(StrangerEntry::getKnownSince)
                    .min(Instant::compareTo)
                    .orElseThrow();
            return summary.first() == null || known.isBefore(summary.first()) ? known : summary.first();
        }

        public List<String> cameras() {
            return Stream.concat(
                            summary.cameras().stream(),
                            group.templates().stream().map(StrangerEntry::getCameraId))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads and groups.
     *
     * @param manifests of the bundles that are known here: a model that was never promoted has its threshold there
     * @param from who was seen since
     * @param most faces that are compared, the latest; time grows with the square
     * @param begins told how many it will be, before they are compared
     * @return empty if nobody was seen
     * @throws io.sightline.operations.topics.Unavailable if the topics cannot be read
     */
    public static Optional<StrangerOverview> read(
            TopicStore topics, List<Manifest> manifests, Instant from, int most, IntConsumer begins) {
        List<StrangerEntry> strangers = topics.latest(Topics.STRANGERS).values().stream()
                .map(Entry::value)
                .filter(s -> !s.getSeenAt().isBefore(from))
                .sorted(Comparator.comparing(StrangerEntry::getSeenAt).reversed())
                .toList();
        if (strangers.isEmpty()) {
            return Optional.empty();
        }
        // The model that decides it is, or the latest face's.
        var models = topics.latest(Topics.MODELS);
        String model = ModelRegister.of(models, Optional.empty())
                .active()
                .filter(id -> strangers.stream().anyMatch(s -> s.getModelId().equals(id)))
                .orElse(strangers.get(0).getModelId());
        List<StrangerEntry> ofModel =
                strangers.stream().filter(s -> s.getModelId().equals(model)).toList();
        List<StrangerEntry> latest = ofModel.stream().limit(most).toList();
        double threshold = ModelRules.of(
                        manifests, models.values().stream().map(Entry::value).toList())
                .of(model)
                .threshold();
        List<GalleryEntry> enrolled = topics.latest(Topics.GALLERY).values().stream()
                .map(Entry::value)
                .filter(e -> e.getModelId().equals(model) && e.getKind() == TemplateKind.FACE)
                .toList();
        begins.accept(latest.size());
        StrangerSightings sightings = sightings(topics, from);
        List<Seen> groups = new StrangerClusters(StrangerClusters.REACH_SHARE * threshold)
                .group(latest, enrolled).stream()
                        .map(g -> new Seen(g, sightings.of(g.keys())))
                        .sorted(Comparator.comparing((Seen s) -> s.summary().sightings())
                                .thenComparing(Seen::last)
                                .reversed())
                        .toList();
        return Optional.of(
                new StrangerOverview(model, threshold, latest.size(), ofModel.size(), strangers.size(), groups));
    }

    private static StrangerSightings sightings(TopicStore topics, Instant from) {
        var sightings = new StrangerSightings();
        try (TopicTail<IdentityEvent> events = topics.tail(Topics.IDENTITY_EVENTS, new From.Time(from))) {
            events.untilCaughtUp(READ_LIMIT, e -> {
                if (e.value() != null) {
                    sightings.learn(e.value());
                }
            });
        }
        return sightings;
    }
}
