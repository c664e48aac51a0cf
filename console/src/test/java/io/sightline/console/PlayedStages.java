package io.sightline.console;

import io.sightline.core.Embedding;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Point;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Embedder and matcher, as far as a roll-out needs them: what is to be copied to a model becomes a template of it. */
final class PlayedStages implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Embedding FACE = Embedding.normalised(new float[] {1, 0});
    private static final Embedding OPPOSITE = Embedding.normalised(new float[] {-1, 0});
    private static final Embedding OTHER_FACE = Embedding.normalised(new float[] {0, 1});

    private final Connection connection;
    private final Thread thread = new Thread(this::run, "played-stages");
    private volatile boolean isClosed;

    private PlayedStages(Connection connection) {
        this.connection = connection;
    }

    static PlayedStages start(Connection connection) {
        var stages = new PlayedStages(connection);
        stages.thread.start();
        return stages;
    }

    private void run() {
        try (TopicStore topics = TopicStore.open(connection);
                TopicTail<Crop> crops = topics.tail(Topics.CROPS, From.BEGINNING)) {
            while (!isClosed) {
                for (Entry<Crop> entry : crops.poll(POLL)) {
                    var enrollment = entry.value().getEnrollment();
                    if (enrollment != null && enrollment.getCopyOf() != null) {
                        put(
                                topics,
                                enrollment.getPersonId(),
                                enrollment.getCopyOf().getToModelId(),
                                FACE,
                                new CropRef(entry.partition(), entry.offset()));
                    }
                }
            }
        }
    }

    private static void put(TopicStore topics, String person, String model, Embedding vector, CropRef crop) {
        topics.put(
                Topics.GALLERY,
                person + "/1/" + model,
                GalleryEntry.newBuilder()
                        .setPersonId(person)
                        .setTemplateId("1")
                        .setModelId(model)
                        .setVector(vector.toBytes())
                        .setQuality(0.9f)
                        .setCrop(crop)
                        .setEnrolledAt(Instant.EPOCH)
                        .build());
    }

    static ModelRecord candidate(String model, Map<String, Double> metrics) {
        return ModelRecord.newBuilder()
                .setModelId(model)
                .setSpace(new EmbeddingSpace(model, 2, 0.8f, 0.1f))
                .setState(ModelState.CANDIDATE)
                .setMetrics(metrics)
                .setActor("test")
                .setChangedAt(Instant.EPOCH)
                .setReason("")
                .setForced(false)
                .build();
    }

    /**
     * Enrols somebody; who has a picture looks otherwise than who has none.
     *
     * @param hasPicture whether the picture is still there, so that another model can get to know them
     */
    void enrol(TopicStore topics, String person, String name, String model, boolean hasPicture) throws Exception {
        topics.put(Topics.PEOPLE, person, new Person(person, PersonState.ACTIVE, name, null, Instant.EPOCH));
        CropRef ref = null;
        if (hasPicture) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            topics.put(
                    Topics.CROPS,
                    person,
                    Crop.newBuilder()
                            .setKind(TrackRecordKind.FACE)
                            .setPurpose(Purpose.ENROLL)
                            .setTime(now)
                            .setFace(face("photo", 0.9f))
                            .setImage(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                            .setLandmarks(Collections.nCopies(5, new Point(1f, 1f)))
                            .build());
            ref = placeOf(topics, person);
        }
        put(topics, person, model, hasPicture ? FACE : OPPOSITE, ref);
    }

    private static CropRef placeOf(TopicStore topics, String key) {
        try (TopicTail<Crop> crops = topics.tail(Topics.CROPS, From.BEGINNING)) {
            var place = new CropRef[1];
            crops.untilCaughtUp(Duration.ofSeconds(20), entry -> {
                if (entry.key().equals(key)) {
                    place[0] = new CropRef(entry.partition(), entry.offset());
                }
            });
            return place[0];
        }
    }

    private static Face face(String id, float quality) {
        return new Face(
                id,
                new Box(0f, 0f, 50f, 60f),
                0.99f,
                List.of(),
                new FaceQuality(quality, 50f, 30f, 0f, 0f, 0f, 120f, List.of()));
    }

    /** A track of four faces that the one model takes for whoever has a picture, and the other for nobody. */
    void pass(TopicStore topics, String camera, String track, Instant from, String near, String far) {
        for (int i = 0; i < 4; i++) {
            Instant at = from.plusMillis(200L * i);
            topics.put(Topics.EMBEDDINGS, camera, seen(camera, track, at, i, near, FACE));
            topics.put(Topics.EMBEDDINGS, camera, seen(camera, track, at, i, far, OTHER_FACE));
        }
    }

    private static FaceEmbedding seen(
            String camera, String track, Instant at, long number, String model, Embedding vector) {
        String frame = camera + "/1/" + number;
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(at)
                .setFrameId(frame)
                .setEpoch(1)
                .setNumber(number)
                .setTrackId(track)
                .setFace(face(frame + "/1", 0.8f))
                .setModelId(model)
                .setVector(vector.toBytes())
                .setCrop(new CropRef(0, 100 + number))
                .build();
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
