package io.sightline.bench;

import io.sightline.core.BoundingBox;
import io.sightline.core.Embedding;
import io.sightline.core.FrameId;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Records as the embedder writes them, of faces that nobody has. Not thread-safe. */
final class Embeddings {
    private final Random random = new Random(11);
    private final String modelId;
    private final int dimension;

    Embeddings(String modelId, int dimension) {
        this.modelId = modelId;
        this.dimension = dimension;
    }

    /** The first face of a track: an APPEARED follows. */
    FaceEmbedding newTrack(String cameraId, long number, Instant time) {
        FrameId frame = new FrameId(cameraId, 1, number);
        Face face = face(frame.toString());
        return face(face, time)
                .setPurpose(Purpose.LIVE)
                .setCameraId(cameraId)
                .setFrameId(frame.toString())
                .setEpoch(1)
                .setNumber(number)
                .setTrackId(face.getFaceId())
                .build();
    }

    FaceEmbedding enrolment(String personId, String photoId, Instant time) {
        return face(face(photoId), time)
                .setPurpose(Purpose.ENROLL)
                .setEnrollment(new EnrollmentRef(personId, photoId, time, null))
                .build();
    }

    private FaceEmbedding.Builder face(Face face, Instant time) {
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setTime(time)
                .setFace(face)
                .setModelId(modelId)
                .setVector(vector().toBytes())
                .setCrop(new CropRef(0, 0L));
    }

    Embedding vector() {
        float[] values = new float[dimension];
        for (int i = 0; i < dimension; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Embedding.normalised(values);
    }

    private static Face face(String pictureId) {
        BoundingBox box = new BoundingBox(100, 50, 80, 80);
        return new Face(
                FrameId.faceId(pictureId, box),
                box.toAvro(),
                0.99f,
                List.of(),
                new FaceQuality(0.9f, 80f, 200f, 0f, 0f, 0f, 128f, List.of()));
    }
}
