package io.sightline.operations.rollout;

import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
     * Waits until the newest clock of every live camera says that the model embeds its faces. Which cameras are live is
     * said by topic crops: an embedder that is away says nothing about any.
     *
     * @return ids of the cameras that are live; none is well too: nobody is before a camera
     * @throws Unavailable if a camera does not say so in time, naming it
     */
    List<String> awaitEmbeddedWith(String modelId, Duration patience) {
        var seen = new Seen();
        long deadline = System.nanoTime() + patience.toNanos();
        var since = new From.Time(clock.instant().minus(RECENT));
        try (TopicTail<Crop> crops = topics.tail(Topics.CROPS, since);
                TopicTail<FaceEmbedding> embeddings = topics.tail(Topics.EMBEDDINGS, since)) {
            crops.untilCaughtUp(CATCH_UP, entry -> seen.crop(entry.value()));
            embeddings.untilCaughtUp(CATCH_UP, entry -> seen.embedding(entry.value()));
            seen.forgetBefore(clock.instant().minus(RECENT));
            while (!seen.behind().isEmpty() || !seen.without(modelId).isEmpty()) {
                if (System.nanoTime() > deadline) {
                    throw seen.missing(modelId, patience);
                }
                crops.poll(Duration.ZERO).forEach(entry -> seen.crop(entry.value()));
                embeddings.poll(POLL).forEach(entry -> seen.embedding(entry.value()));
                seen.forgetBefore(clock.instant().minus(RECENT));
            }
        }
        return List.copyOf(seen.newest.keySet());
    }

    /** The newest clocks of cameras, before the embedder and behind it. */
    static final class Seen {
        private final SortedMap<String, Instant> before = new TreeMap<>();
        private final SortedMap<String, FaceEmbedding> newest = new TreeMap<>();

        void crop(Crop record) {
            if (record != null && record.getKind() == TrackRecordKind.CAMERA_TIME && record.getCameraId() != null) {
                before.put(record.getCameraId(), record.getTime());
            }
        }

        void embedding(FaceEmbedding record) {
            if (record != null && record.getKind() == TrackRecordKind.CAMERA_TIME && record.getCameraId() != null) {
                newest.put(record.getCameraId(), record);
            }
        }

        void forgetBefore(Instant time) {
            before.values().removeIf(t -> t.isBefore(time));
            newest.values().removeIf(c -> c.getTime().isBefore(time));
        }

        /** Live cameras of which the embedder has said nothing recent. */
        List<String> behind() {
            return before.keySet().stream().filter(c -> !newest.containsKey(c)).toList();
        }

        /** Cameras whose faces are not embedded with a model, and with which they are. */
        SortedMap<String, List<String>> without(String modelId) {
            SortedMap<String, List<String>> without = new TreeMap<>();
            newest.forEach((camera, clock) -> {
                if (!clock.getEmbeddedWith().contains(modelId)) {
                    without.put(camera, clock.getEmbeddedWith());
                }
            });
            return without;
        }

        Unavailable missing(String modelId, Duration patience) {
            if (!behind().isEmpty()) {
                return new Unavailable("Nothing recent comes from the embedder for " + String.join(", ", behind())
                        + ", though faces are cut there, after " + patience.toSeconds()
                        + " s: the embedder is behind or down. See its log. Nothing was"
                        + " switched");
            }
            String cameras = without(modelId).entrySet().stream()
                    .map(e -> e.getKey()
                            + (e.getValue().isEmpty() ? "" : " (with " + String.join(", ", e.getValue()) + ")"))
                    .collect(Collectors.joining(", "));
            return new Unavailable("Faces are not embedded with " + modelId + " after " + patience.toSeconds()
                    + " s on: " + cameras + ". The embedder may not be able to load the model: see its log. Nothing was"
                    + " switched");
        }
    }
}
