package io.sightline.standalone.it;

import io.sightline.core.Embedding;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes faces whose distances are known: each is an angle in a plane of its own. One thread. */
final class FaceLog implements AutoCloseable {
    private static final int DIMENSION = 128;

    private final String model;
    private final Instant begin;
    private final AvroCodec codec;
    private final Producer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> sent = new ArrayList<>();

    /** @param begin second 0 of every camera */
    FaceLog(Backbone backbone, String model, Instant begin) {
        this.model = model;
        this.begin = begin;
        this.codec = backbone.codec();
        this.producer = new KafkaClients(backbone.connection()).producer("test");
    }

    /** The angle between unit vectors at this distance. */
    static double chord(double distance) {
        return 2 * Math.asin(distance / 2);
    }

    private static Embedding face(int plane, double angle) {
        float[] values = new float[DIMENSION];
        values[plane] = (float) Math.cos(angle);
        values[plane + 1] = (float) Math.sin(angle);
        return Embedding.normalised(values);
    }

    <V extends SpecificRecord> void put(Topic<V> topic, String key, V value, Instant time) throws Exception {
        sent.add(producer.send(new ProducerRecord<>(
                topic.in(""),
                null,
                time.toEpochMilli(),
                key.getBytes(StandardCharsets.UTF_8),
                codec.encode(topic, value))));
    }

    void enrol(String name, int plane, double angle) throws Exception {
        String id = "person-" + name;
        put(Topics.PEOPLE, id, new Person(id, PersonState.ACTIVE, name, null, Instant.now()), Instant.now());
        GalleryEntry entry = GalleryEntry.newBuilder()
                .setPersonId(id)
                .setTemplateId("photo")
                .setModelId(model)
                .setVector(face(plane, angle).toBytes())
                .setQuality(0.9f)
                .setEnrolledAt(Instant.now())
                .build();
        put(Topics.GALLERY, id + "/photo/" + model, entry, Instant.now());
    }

    /** A face a second, and then nobody for a minute. */
    void passes(String camera, String track, int plane, double... angles) throws Exception {
        passesAt(0, camera, track, plane, angles);
    }

    /** The same from a second on, which is later than any before on that camera. */
    void passesAt(int second, String camera, String track, int plane, double... angles) throws Exception {
        for (int i = 0; i < angles.length; i++) {
            Embedding face = face(plane, angles[i]);
            put(Topics.EMBEDDINGS, camera, seen(camera, track, second + i, 100, face), at(second + i));
        }
        FaceEmbedding clock = FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.CAMERA_TIME)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(at(second + 60))
                .setEpoch(1)
                .setNumber(second + angles.length - 1)
                .build();
        put(Topics.EMBEDDINGS, camera, clock, at(second + 60));
    }

    /** Two people in each frame of a camera, whose distance goes evenly from .9 to 1.4. */
    void crowd(String camera, int plane, int frames) throws Exception {
        for (int i = 0; i < frames; i++) {
            double distance = 0.9 + (i + 0.5) / frames * 0.5;
            put(Topics.EMBEDDINGS, camera, seen(camera, camera + "/left", i, 100, face(plane, 0)), at(i));
            put(
                    Topics.EMBEDDINGS,
                    camera,
                    seen(camera, camera + "/right", i, 400, face(plane, chord(distance))),
                    at(i));
        }
    }

    void identified(String camera, String track, String person) throws Exception {
        IdentityEvent event = IdentityEvent.newBuilder()
                .setEventId(track + "/IDENTIFIED/1")
                .setCameraId(camera)
                .setSequence(1)
                .setKind(EventKind.IDENTIFIED)
                .setTrackId(track)
                .setPersonId(person)
                .setCapturedAt(at(1))
                .setExpiresAt(at(11))
                .setFirstSeenAt(at(0))
                .build();
        put(Topics.IDENTITY_EVENTS, camera, event, at(1));
    }

    private Instant at(int second) {
        return begin.plusSeconds(second);
    }

    private FaceEmbedding seen(String camera, String track, int number, float x, Embedding vector) {
        String frame = camera + "/1/" + number;
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(at(number))
                .setFrameId(frame)
                .setEpoch(1)
                .setNumber(number)
                .setTrackId(track)
                .setFace(new Face(
                        frame + "/" + track,
                        new Box(x, 100f, 80f, 100f),
                        0.99f,
                        List.of(),
                        new FaceQuality(0.8f, 80f, 30f, 0f, 0f, 0f, 120f, List.of())))
                .setModelId(model)
                .setVector(vector.toBytes())
                .build();
    }

    /** Waits until all is acknowledged. */
    void flush() throws Exception {
        for (Future<RecordMetadata> one : sent) {
            one.get();
        }
        sent.clear();
    }

    @Override
    public void close() {
        producer.close();
        codec.close();
    }
}
