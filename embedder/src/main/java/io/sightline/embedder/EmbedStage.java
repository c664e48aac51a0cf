package io.sightline.embedder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.Embedding;
import io.sightline.core.Landmarks;
import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.core.stage.Stage;
import io.sightline.embedder.FaceEmbedder.Outcome;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
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
        pass(batch.stream().filter(EmbedStage::isEnrollment).toList(), output);
        pass(batch.stream().filter(record -> !isEnrollment(record)).toList(), output);
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
                        output.reject(
                                record,
                                "INCOMPLETE_CROP",
                                "A crop of kind FACE has a face, an image and five landmarks; one is missing");
                    } else {
                        face(record, outcomes.next(), output);
                    }
                }
                case TRACK_ENDED, CAMERA_TIME ->
                    send(record, withoutVector(record.value()).build(), output);
                case UNSPECIFIED ->
                    output.reject(
                            record,
                            "UNKNOWN_KIND",
                            "Expected kind FACE, TRACK_ENDED or CAMERA_TIME; a newer writer may know more");
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
            output.reject(record, "UNUSABLE_CROP", refused.message());
        } else if (outcome instanceof Outcome.Embedded face) {
            Crop crop = record.value();
            embedded.get(crop.getPurpose()).increment();
            send(record, withVector(record, face.vector()), output);
        }
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
