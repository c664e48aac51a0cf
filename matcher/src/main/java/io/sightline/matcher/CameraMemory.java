package io.sightline.matcher;

import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.StrangerEntry;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** All that a partition remembers of its cameras: what they see, what was told of it, what was learned from it. */
final class CameraMemory {
    /** The stores that it needs; the topology gives them to each processor that opens one. */
    static final String SIGHTINGS = "sightings";

    static final String HISTORY = "history";
    static final String HISTORY_INDEX = "history-index";
    static final String LEARNED = "learned";
    static final String WORDS = "words";

    private final KeyValueStore<String, CameraState> cameras;
    private final PastEvents past;
    private final LearnedTemplates learned;
    private final Words words;
    private final TrackDecider decider;
    private final SightingSettings settings;

    /** Opens memories; what all partitions share. */
    record Factory(
            TrackDecider decider,
            SightingSettings settings,
            Knowledge knowledge,
            String galleryNode,
            String strangersNode) {

        CameraMemory open(ProcessorContext<String, SpecificRecord> context) {
            BiConsumer<String, SpecificRecord> toGallery = (key, value) ->
                    context.forward(new Record<>(key, value, context.currentStreamTimeMs()), galleryNode);
            BiConsumer<String, SpecificRecord> toStrangers = (key, value) ->
                    context.forward(new Record<>(key, value, context.currentStreamTimeMs()), strangersNode);
            ReadOnlyKeyValueStore<String, GalleryRow> galleryRows = context.getStateStore(Topics.GALLERY.name());
            return new CameraMemory(
                    context.getStateStore(SIGHTINGS),
                    new PastEvents(context.getStateStore(HISTORY), context.getStateStore(HISTORY_INDEX)),
                    new LearnedTemplates(
                            context.getStateStore(LEARNED),
                            knowledge,
                            new StoredGallery(galleryRows),
                            new LearnedTemplates.Topics() {
                                @Override
                                public void gallery(String key, GalleryEntry entry) {
                                    toGallery.accept(key, entry);
                                }

                                @Override
                                public void strangers(String key, StrangerEntry entry) {
                                    toStrangers.accept(key, entry);
                                }
                            }),
                    new Words(context.getStateStore(WORDS)),
                    decider,
                    settings);
        }
    }

    private CameraMemory(
            KeyValueStore<String, CameraState> cameras,
            PastEvents past,
            LearnedTemplates learned,
            Words words,
            TrackDecider decider,
            SightingSettings settings) {
        this.cameras = cameras;
        this.past = past;
        this.learned = learned;
        this.words = words;
        this.decider = decider;
        this.settings = settings;
    }

    /** A camera as it was left. */
    CameraSightings sightings(String cameraId) {
        return new CameraSightings(cameraId, cameras.get(cameraId), decider, settings, words::laterKnownAs);
    }

    /** Forgets what a camera saw so long before that nobody can correct or recognise it any more. */
    void forgetOld(String cameraId, long now) {
        past.forgetBefore(cameraId, now - settings.eventsKept().toMillis());
        learned.forgetStrangersSeenBefore(
                cameraId, now - settings.strangersKept().toMillis());
    }

    KeyValueStore<String, CameraState> cameras() {
        return cameras;
    }

    PastEvents past() {
        return past;
    }

    LearnedTemplates learned() {
        return learned;
    }

    Words words() {
        return words;
    }
}
