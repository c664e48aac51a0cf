package io.sightline.bench;

import io.sightline.core.Embedding;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.search.testkit.ClusteredFaces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Writes a log as a building's cameras leave it: people come by one after the other, seven in ten of them enrolled, and
 * are seen for one to nine seconds. The same each time but for the date. One thread.
 */
final class PassersBy implements AutoCloseable {
    static final int CAMERAS = 24;
    private static final double ENROLLED = 0.7;
    private static final int STRANGERS = 100_000;
    private static final int FEWEST_FACES = 5;
    private static final int MOST_FACES = 45;
    private static final int LONGEST_PAUSE = 20;
    private static final Duration BETWEEN_FRAMES = Duration.ofMillis(200);

    private final Random random = new Random(5);
    private final ClusteredFaces faces;
    private final Embeddings embeddings;
    private final String modelId;
    private final int people;
    private final String prefix;
    private final AvroCodec codec;
    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    private static final class Camera {
        private String trackId;
        private int person;
        /** As they look on this walk, in this light. */
        private float[] picture;

        private int facesLeft;
        private int pause;
    }

    PassersBy(MatcherRig rig, Connection connection, int people) {
        this.modelId = rig.model().id().toString();
        this.faces = new ClusteredFaces(rig.model().dimension(), 3);
        this.embeddings = new Embeddings(modelId, rig.model().dimension());
        this.people = people;
        this.prefix = connection.topicPrefix();
        this.codec = rig.codec(connection);
        this.producer = rig.clients(connection).producer("bench");
    }

    static String personId(int number) {
        return String.format(Locale.ROOT, "person-%012x", number);
    }

    void enrol() throws DependencyAwayException {
        Instant now = Instant.now();
        for (int p = 0; p < people; p++) {
            String id = personId(p);
            put(Topics.PEOPLE, id, new Person(id, PersonState.ACTIVE, "Person " + p, null, now), now);
            GalleryEntry entry = GalleryEntry.newBuilder()
                    .setPersonId(id)
                    .setTemplateId("photo")
                    .setModelId(modelId)
                    .setVector(faces.face(p, 0).toBytes())
                    .setQuality(0.9f)
                    .setEnrolledAt(now)
                    .build();
            put(Topics.GALLERY, id + "/photo/" + modelId, entry, now);
        }
    }

    /** Writes so many faces, and the ends of their tracks; returns when all are acknowledged. */
    void walk(int count) throws DependencyAwayException, ExecutionException {
        Camera[] cameras = new Camera[CAMERAS];
        for (int c = 0; c < CAMERAS; c++) {
            cameras[c] = new Camera();
        }
        Instant begin = Instant.now().minus(Duration.ofHours(20));
        int written = 0;
        for (int frame = 0; written < count; frame++) {
            Instant time = begin.plus(BETWEEN_FRAMES.multipliedBy(frame));
            for (int c = 0; c < CAMERAS && written < count; c++) {
                written += step(cameras[c], "camera-" + c, frame, time) ? 1 : 0;
            }
        }
        producer.flush();
        if (failure.get() != null) {
            throw new ExecutionException(failure.get());
        }
    }

    /** Whether a face was written. */
    private boolean step(Camera camera, String id, int frame, Instant time) throws DependencyAwayException {
        if (camera.pause > 0) {
            camera.pause--;
            return false;
        }
        if (camera.trackId != null && camera.facesLeft == 0) {
            put(Topics.EMBEDDINGS, id, ended(id, frame, time, camera.trackId), time);
            camera.trackId = null;
            camera.pause = random.nextInt(LONGEST_PAUSE);
            return false;
        }
        if (camera.trackId == null) {
            boolean isEnrolled = random.nextDouble() < ENROLLED;
            camera.person = isEnrolled ? random.nextInt(people) : people + random.nextInt(STRANGERS);
            camera.picture = faces.face(camera.person, 1 + frame).values();
            camera.facesLeft = FEWEST_FACES + random.nextInt(MOST_FACES - FEWEST_FACES);
        }
        FaceEmbedding face = embeddings.newTrack(id, frame, time);
        if (camera.trackId == null) {
            camera.trackId = face.getTrackId();
        }
        face.setTrackId(camera.trackId);
        face.setVector(moment(camera, frame).toBytes());
        face.getFace().getQuality().setScore(0.3f + 0.6f * random.nextFloat());
        put(Topics.EMBEDDINGS, id, face, time);
        camera.facesLeft--;
        return true;
    }

    /** Moments apart, pictures are nearer to each other than those of different days: about half as far. */
    private Embedding moment(Camera camera, int frame) {
        float[] values = faces.face(camera.person, -2 - frame).values();
        for (int i = 0; i < values.length; i++) {
            values[i] += camera.picture[i];
        }
        return Embedding.normalised(values);
    }

    private static FaceEmbedding ended(String cameraId, int frame, Instant time, String trackId) {
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.TRACK_ENDED)
                .setPurpose(Purpose.LIVE)
                .setCameraId(cameraId)
                .setTime(time)
                .setEpoch(1)
                .setNumber(frame)
                .setTrackId(trackId)
                .build();
    }

    private <V extends SpecificRecord> void put(Topic<V> topic, String key, V value, Instant time)
            throws DependencyAwayException {
        var record = new ProducerRecord<byte[], byte[]>(
                topic.in(prefix),
                null,
                time.toEpochMilli(),
                key.getBytes(StandardCharsets.UTF_8),
                codec.encode(topic, value));
        var unused = producer.send(record, (written, error) -> failure.compareAndSet(null, error));
    }

    @Override
    public void close() {
        producer.close();
        codec.close();
    }
}
