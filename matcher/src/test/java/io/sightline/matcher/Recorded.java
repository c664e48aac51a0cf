package io.sightline.matcher;

import io.sightline.core.BoundingBox;
import io.sightline.core.Embedding;
import io.sightline.core.FrameId;
import io.sightline.core.ModelId;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TemplateCopy;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Makes records as the embedder publishes them. People are random vectors: about 1.4 apart, as strangers are. */
final class Recorded {
    static final int DIMENSION = 64;
    static final ActiveModel MODEL = new ActiveModel(ModelId.parse("test-net@1+0123456789ab"), DIMENSION, 0.9, 0.05);
    /** Sees the same faces otherwise: in more dimensions, so that to compare its vectors with {@link #MODEL}'s fails. */
    static final ActiveModel NEXT = new ActiveModel(ModelId.parse("next-net@1+00112233aabb"), 96, 0.92, 0.04);

    private static final float[][] AS_NEXT = gaussian(new Random(7), 96, DIMENSION);
    static final String OTHER_MODEL = "other-net@2+ba9876543210";
    static final long START = 1_700_000_000_000L;
    static final float GOOD = 0.9f;
    static final float FAIR = 0.4f;

    private Recorded() {}

    /** What a person looks like on average. */
    static Embedding person(int who) {
        return Embedding.normalised(gaussian(new Random(1000 + who), 1));
    }

    /** The person in one picture, about {@code distance} from the average. */
    static Embedding picture(int who, double distance, long seed) {
        double cosine = 1 - distance * distance / 2;
        double radius = Math.sqrt(1 / (cosine * cosine) - 1);
        float[] noise = gaussian(new Random(31 * seed + who), radius / Math.sqrt(DIMENSION));
        float[] sum = person(who).values();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += noise[i];
        }
        return Embedding.normalised(sum);
    }

    /** What {@link #NEXT} makes of a face of which {@link #MODEL} makes this: distances are alike, not the same. */
    static Embedding asNext(Embedding face) {
        float[] seen = face.values();
        float[] values = new float[AS_NEXT.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < seen.length; j++) {
                values[i] += AS_NEXT[i][j] * seen[j];
            }
        }
        return Embedding.normalised(values);
    }

    private static float[][] gaussian(Random random, int rows, int columns) {
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian();
            }
        }
        return matrix;
    }

    /** The same face, embedded by {@link #NEXT}. */
    static FaceEmbedding asNext(FaceEmbedding record) {
        return FaceEmbedding.newBuilder(record)
                .setModelId(NEXT.id().toString())
                .setVector(asNext(Embedding.ofBytes(record.getVector())).toBytes())
                .build();
    }

    /** The template of a photo, to be copied from one model to another; the record as the latter embeds it. */
    static FaceEmbedding copy(FaceEmbedding enrolment, String templateId, ActiveModel from) {
        FaceEmbedding copy = FaceEmbedding.newBuilder(enrolment).build();
        copy.getEnrollment().setCopyOf(new TemplateCopy(templateId, from.id().toString(), enrolment.getModelId()));
        return copy;
    }

    private static float[] gaussian(Random random, double deviation) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    static String personId(int who) {
        return "person-" + who;
    }

    /** A face of a track; {@code seconds} since the start, {@code column} tells faces of one frame apart. */
    static FaceEmbedding face(
            String camera, long number, double seconds, String track, int column, Embedding vector, float quality) {
        FrameId frame = new FrameId(camera, START, number);
        BoundingBox box = new BoundingBox(100 * column, 50, 80, 80);
        return live(TrackRecordKind.FACE, camera, number, seconds)
                .setFrameId(frame.toString())
                .setTrackId(track)
                .setFace(new Face(frame.faceId(box), box.toAvro(), 0.99f, List.of(), quality(quality)))
                .setModelId(MODEL.id().toString())
                .setVector(vector.toBytes())
                .setCrop(new CropRef(3, number * 10 + column))
                .build();
    }

    static FaceEmbedding trackEnded(String camera, long number, double seconds, String track) {
        return live(TrackRecordKind.TRACK_ENDED, camera, number, seconds)
                .setTrackId(track)
                .build();
    }

    static FaceEmbedding cameraTime(String camera, long number, double seconds) {
        return live(TrackRecordKind.CAMERA_TIME, camera, number, seconds).build();
    }

    private static FaceEmbedding.Builder live(TrackRecordKind kind, String camera, long number, double seconds) {
        return FaceEmbedding.newBuilder()
                .setKind(kind)
                .setPurpose(Purpose.LIVE)
                .setCameraId(camera)
                .setTime(at(seconds))
                .setEpoch(START)
                .setNumber(number);
    }

    static FaceEmbedding enrolment(int who, String photoId, Embedding vector) {
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.ENROLL)
                .setTime(at(0))
                .setFace(new Face(
                        photoId + "/1.1", new BoundingBox(0, 0, 90, 90).toAvro(), 0.99f, List.of(), quality(GOOD)))
                .setModelId(MODEL.id().toString())
                .setVector(vector.toBytes())
                .setEnrollment(new EnrollmentRef(personId(who), photoId, at(0), null))
                .build();
    }

    static Person erasure(int who) {
        return Person.newBuilder()
                .setPersonId(personId(who))
                .setState(PersonState.ERASED)
                .setChangedAt(at(0))
                .build();
    }

    static Instant at(double seconds) {
        return Instant.ofEpochMilli(START + Math.round(seconds * 1000));
    }

    private static FaceQuality quality(float score) {
        return new FaceQuality(score, 80f, 200f, 0f, 0f, 0f, 128f, List.of());
    }
}
