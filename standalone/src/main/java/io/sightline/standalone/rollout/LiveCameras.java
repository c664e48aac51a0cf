package io.sightline.standalone.rollout;

import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.standalone.topics.Entry;
import io.sightline.standalone.topics.From;
import io.sightline.standalone.topics.TopicStore;
import io.sightline.standalone.topics.TopicTail;
import io.sightline.standalone.topics.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** With which models the cameras' faces are embedded, as the embedder itself says with each camera's clock. */
final class LiveCameras {
    /** A camera's clock comes every second, also while the camera is down; who is silent for so long is not live. */
    static final Duration RECENT = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration CATCH_UP = Duration.ofSeconds(20);

    private final TopicStore topics;
    private final InstantSource clock;

    LiveCameras(TopicStore topics, InstantSource clock) {
        this.topics = topics;
        this.clock = clock;
    }

    /**
     * Waits until the newest clock of every live camera says that the model embeds its faces.
     *
     * @return ids of the cameras that are live; none is well too: nobody is before a camera
     * @throws Unavailable if a camera does not say so in time, naming it
     */
    List<String> awaitEmbeddedWith(String modelId, Duration patience) {
        SortedMap<String, FaceEmbedding> newest = new TreeMap<>();
        long deadline = System.nanoTime() + patience.toNanos();
        try (TopicTail<FaceEmbedding> tail =
                topics.tail(Topics.EMBEDDINGS, new From.Time(clock.instant().minus(RECENT)))) {
            tail.untilCaughtUp(CATCH_UP, entry -> learn(entry, newest));
            while (!without(modelId, newest).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw missing(modelId, without(modelId, newest), patience);
                }
                tail.poll(POLL).forEach(entry -> learn(entry, newest));
                newest.values()
                        .removeIf(c -> c.getTime().isBefore(clock.instant().minus(RECENT)));
            }
        }
        return List.copyOf(newest.keySet());
    }

    private static void learn(Entry<FaceEmbedding> entry, Map<String, FaceEmbedding> newest) {
        FaceEmbedding record = entry.value();
        if (record != null && record.getKind() == TrackRecordKind.CAMERA_TIME && record.getCameraId() != null) {
            newest.put(record.getCameraId(), record);
        }
    }

    private static Map<String, List<String>> without(String modelId, SortedMap<String, FaceEmbedding> newest) {
        return newest.entrySet().stream()
                .filter(e -> !e.getValue().getEmbeddedWith().contains(modelId))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, e -> e.getValue().getEmbeddedWith(), (a, b) -> b, TreeMap::new));
    }

    private static Unavailable missing(String modelId, Map<String, List<String>> without, Duration patience) {
        String cameras = without.entrySet().stream()
                .map(e ->
                        e.getKey() + (e.getValue().isEmpty() ? "" : " (with " + String.join(", ", e.getValue()) + ")"))
                .collect(Collectors.joining(", "));
        return new Unavailable("Faces are not embedded with " + modelId + " after " + patience.toSeconds()
                + " s on: " + cameras + ". The embedder may not be able to load the model: see its log. Nothing was"
                + " switched");
    }
}
