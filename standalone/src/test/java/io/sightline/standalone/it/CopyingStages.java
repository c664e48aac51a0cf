package io.sightline.standalone.it;

import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * What an embedder and a matcher do of a roll-out, seen from the topics: a shadow is named by the camera's clock, and a
 * crop that asks for a copy becomes a template, as far as the test lets it.
 */
final class CopyingStages implements AutoCloseable {
    static final String CAMERA = "lobby";
    private static final int ALL = 100_000;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration CLOCK = Duration.ofSeconds(1);

    private final Backbone backbone;
    private final String active;
    private final Semaphore allowed;
    private final Thread thread = new Thread(this::run, "copying-stages");
    /** Copies that were made. */
    final Set<String> copied = ConcurrentHashMap.newKeySet();

    private volatile boolean running = true;
    private volatile RuntimeException failure;

    /** @param copies how many may be made until more are allowed */
    CopyingStages(Backbone backbone, String active, int copies) {
        this.backbone = backbone;
        this.active = active;
        this.allowed = new Semaphore(copies);
        thread.start();
    }

    void allow(int more) {
        allowed.release(more);
    }

    private void run() {
        Set<String> shadows = ConcurrentHashMap.newKeySet();
        Instant lastClock = Instant.EPOCH;
        try (TopicStore topics = TopicStore.open(backbone.connection());
                TopicTail<ModelRecord> models = topics.tail(Topics.MODELS, From.BEGINNING);
                TopicTail<Crop> crops = topics.tail(Topics.CROPS, From.END)) {
            while (running) {
                for (Entry<ModelRecord> model : models.poll(Duration.ZERO)) {
                    if (model.value().getState() == ModelState.SHADOW) {
                        shadows.add(model.key());
                    } else {
                        shadows.remove(model.key());
                    }
                }
                if (lastClock.plus(CLOCK).isBefore(Instant.now())) {
                    lastClock = Instant.now();
                    topics.put(Topics.EMBEDDINGS, CAMERA, clock(lastClock, shadows));
                }
                for (Entry<Crop> crop : crops.poll(POLL)) {
                    copy(crop, topics);
                }
            }
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void copy(Entry<Crop> crop, TopicStore topics) {
        EnrollmentRef ref = crop.value().getEnrollment();
        if (ref == null || ref.getCopyOf() == null) {
            return;
        }
        allowed.acquireUninterruptibly();
        String model = ref.getCopyOf().getToModelId();
        String key = ref.getPersonId() + "/" + ref.getCopyOf().getTemplateId() + "/" + model;
        topics.put(
                Topics.GALLERY, key, template(ref.getPersonId(), ref.getCopyOf().getTemplateId(), model));
        copied.add(key);
    }

    private FaceEmbedding clock(Instant now, Set<String> shadows) {
        List<String> all = new ArrayList<>(List.of(active));
        all.addAll(shadows);
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.CAMERA_TIME)
                .setPurpose(Purpose.LIVE)
                .setCameraId(CAMERA)
                .setTime(now)
                .setEmbeddedWith(all)
                .build();
    }

    static GalleryEntry template(String person, String template, String model) {
        return GalleryEntry.newBuilder()
                .setPersonId(person)
                .setTemplateId(template)
                .setModelId(model)
                .setVector(ByteBuffer.allocate(128 * Float.BYTES))
                .setQuality(0.9f)
                .setEnrolledAt(Instant.now())
                .build();
    }

    @Override
    public void close() {
        running = false;
        allowed.release(ALL); // it may be waiting for leave
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
