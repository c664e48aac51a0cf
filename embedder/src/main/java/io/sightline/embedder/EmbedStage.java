package io.sightline.embedder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.Embedding;
import io.sightline.core.Landmarks;
import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.core.stage.Stage;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceEmbedder.Outcome;
import io.sightline.models.embedding.FaceImage;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Crops to vectors. Enrolments of a batch go first: somebody waits for them. They have other keys than live crops, so
 * each key's records keep their order; ends of tracks and clocks of cameras pass through in their place.
 */
final class EmbedStage implements Stage<Crop> {
    private final FaceEmbedder embedder;
    private final String modelId;
    private final Map<Purpose, Counter> embedded = new EnumMap<>(Purpose.class);

    /** Makes a stage that owns the embedder. */
    EmbedStage(FaceEmbedder embedder, MeterRegistry metrics) {
        this.embedder = embedder;
        this.modelId = embedder.modelId().toString();
        for (Purpose purpose : Purpose.values()) {
            embedded.put(
                    purpose,
                    Counter.builder("sightline.embedder.faces")
                            .description("Faces that were embedded")
                            .tag("model", embedder.modelId().name())
                            .tag("purpose", purpose.name())
                            .register(metrics));
        }
    }

    @Override
    public void process(List<Inbound<Crop>> batch, Output output) {
        List<Inbound<Crop>> keyed = batch.stream().filter(EmbedStage::hasKey).toList();
        batch.stream()
                .filter(record -> !hasKey(record))
                .forEach(record -> refuse(
                        record, "NO_KEY", "The key of a crop is its cameraId, or its personId; it has none", output));
        pass(keyed.stream().filter(EmbedStage::isEnrollment).toList(), output);
        pass(keyed.stream().filter(record -> !isEnrollment(record)).toList(), output);
    }

    private static boolean hasKey(Inbound<Crop> record) {
        return record.key() != null && !record.key().isBlank();
    }

    private static boolean isEnrollment(Inbound<Crop> record) {
        return record.value().getPurpose() == Purpose.ENROLL;
    }

    private void pass(List<Inbound<Crop>> records, Output output) {
        List<Optional<FaceImage>> images =
                records.stream().map(record -> image(record.value())).toList();
        Iterator<Outcome> outcomes = embedder.outcomes(
                        images.stream().flatMap(Optional::stream).toList())
                .iterator();
        for (int i = 0; i < records.size(); i++) {
            Inbound<Crop> record = records.get(i);
            switch (record.value().getKind()) {
                case FACE -> {
                    if (images.get(i).isEmpty()) {
                        refuse(
                                record,
                                "INCOMPLETE_CROP",
                                "A crop of kind FACE has a face, an image and five landmarks; one is missing",
                                output);
                    } else {
                        face(record, outcomes.next(), output);
                    }
                }
                case TRACK_ENDED, CAMERA_TIME ->
                    send(record, withoutVector(record.value()).build(), output);
                case UNSPECIFIED ->
                    refuse(
                            record,
                            "UNKNOWN_KIND",
                            "Expected kind FACE, TRACK_ENDED or CAMERA_TIME; a newer writer may know more",
                            output);
            }
        }
    }

    private static Optional<FaceImage> image(Crop crop) {
        if (crop.getKind() != TrackRecordKind.FACE
                || crop.getFace() == null
                || crop.getImage() == null
                || crop.getLandmarks().size() != 5) {
            return Optional.empty();
        }
        byte[] jpeg = new byte[crop.getImage().remaining()];
        crop.getImage().duplicate().get(jpeg);
        return Optional.of(new FaceImage.Crop(jpeg, Landmarks.ofAvro(crop.getLandmarks())));
    }

    private void face(Inbound<Crop> record, Outcome outcome, Output output) {
        if (outcome instanceof Outcome.Refused refused) {
            refuse(record, "UNUSABLE_CROP", refused.message(), output);
        } else if (outcome instanceof Outcome.Embedded face) {
            Crop crop = record.value();
            embedded.get(crop.getPurpose()).increment();
            send(record, withVector(record, face.vector()), output);
        }
    }

    /** Whoever enrols somebody waits for an answer, and does not read dead letters. */
    private static void refuse(Inbound<Crop> record, String reason, String message, Output output) {
        output.reject(record, reason, message);
        EnrollmentRef enrollment = record.value().getEnrollment();
        if (isEnrollment(record)
                && enrollment != null
                && !enrollment.getPersonId().isBlank()) {
            output.send(
                    Topics.ENROLLMENT_RESULTS, enrollment.getPersonId(), failure(record, enrollment, message), record);
        }
    }

    /** Decided when the crop came: by the record's time, so that it is the same when it is worked on again. */
    private static EnrollmentResult failure(Inbound<Crop> record, EnrollmentRef enrollment, String message) {
        Face face = record.value().getFace();
        return EnrollmentResult.newBuilder()
                .setPersonId(enrollment.getPersonId())
                .setPhotoId(enrollment.getPhotoId())
                .setOutcome(EnrollmentOutcome.FAILED)
                .setMessage("No vector can be made of the face in the photo (" + message + "); try another photo.")
                .setQuality(face == null ? null : face.getQuality())
                .setDecidedAt(Instant.ofEpochMilli(record.timestamp()))
                .build();
    }

    private FaceEmbedding withVector(Inbound<Crop> record, Embedding vector) {
        ByteBuffer bytes = vector.toBytes();
        return withoutVector(record.value())
                .setFace(record.value().getFace())
                .setModelId(modelId)
                .setVector(bytes)
                .setCrop(new CropRef(record.partition(), record.offset()))
                .build();
    }

    private static FaceEmbedding.Builder withoutVector(Crop crop) {
        return FaceEmbedding.newBuilder()
                .setKind(crop.getKind())
                .setPurpose(crop.getPurpose())
                .setCameraId(crop.getCameraId())
                .setTime(crop.getTime())
                .setFrameId(crop.getFrameId())
                .setEpoch(crop.getEpoch())
                .setNumber(crop.getNumber())
                .setTrackId(crop.getTrackId())
                .setEnrollment(crop.getEnrollment());
    }

    private static void send(Inbound<Crop> record, FaceEmbedding value, Output output) {
        output.send(Topics.EMBEDDINGS, record.key(), value, record);
    }

    @Override
    public void close() {
        embedder.close();
    }
}
