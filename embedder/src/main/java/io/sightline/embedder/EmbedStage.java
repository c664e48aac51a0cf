package io.sightline.embedder;

import io.sightline.core.Embedding;
import io.sightline.core.Landmarks;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.stage.Inbound;
import io.sightline.core.stage.Output;
import io.sightline.core.stage.Stage;
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
import io.sightline.schemas.avro.TemplateCopy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Crops to vectors, one for each model that is wanted at the crop's time. Enrolments of a batch go first: somebody waits
 * for them. They have other keys than live crops, so each key's records keep their order; ends of tracks and clocks of
 * cameras pass through in their place, once.
 */
final class EmbedStage implements Stage<Crop> {
    private static final Logger LOG = LoggerFactory.getLogger(EmbedStage.class);

    private final ModelShelf shelf;

    /** Makes a stage that owns the shelf, and closes it on the thread that embeds. */
    EmbedStage(ModelShelf shelf) {
        this.shelf = shelf;
    }

    /**
     * A record and what is to be done with it.
     *
     * @param models who decides first; for a clock those that the faces around it are embedded with
     * @param image null for other kinds than FACE
     * @param refusal null if the record can be used
     */
    private record Task(
            Inbound<Crop> record, List<EmbeddingModel> models, FaceImage image, BadRecordException refusal) {
        boolean isEnrollment() {
            return record.value().getPurpose() == Purpose.ENROLL;
        }

        /** Nobody is decided on by it: a template is copied for a model that does not decide yet. */
        boolean isCopy() {
            return isEnrollment() && copyOf(record.value()) != null;
        }
    }

    @Override
    public void process(List<Inbound<Crop>> batch, Output output) throws DependencyAwayException {
        try (ModelShelf.Use models = shelf.use()) {
            // All of it first: while a model is awaited, nothing may have been sent.
            List<Task> tasks = new ArrayList<>();
            for (Inbound<Crop> record : batch) {
                if (!isKeptOnly(record.value())) {
                    tasks.add(task(record, models));
                }
            }
            for (Predicate<Task> turn : List.<Predicate<Task>>of(
                    task -> !hasKey(task.record()),
                    task -> hasKey(task.record()) && task.isEnrollment(),
                    task -> hasKey(task.record()) && !task.isEnrollment())) {
                pass(tasks.stream().filter(turn).toList(), models, output);
            }
        }
    }

    private static boolean hasKey(Inbound<Crop> record) {
        return record.key() != null && !record.key().isBlank();
    }

    private static Task task(Inbound<Crop> record, ModelShelf.Use models) throws DependencyAwayException {
        Crop crop = record.value();
        try {
            if (!hasKey(record)) {
                throw new BadRecordException(
                        "NO_KEY", "The key of a crop is its cameraId, or its personId; it has none", null);
            }
            return switch (crop.getKind()) {
                case FACE -> {
                    FaceImage image = image(crop);
                    yield new Task(record, models(crop, models), image, null);
                }
                case CAMERA_TIME -> new Task(record, models.at(crop.getTime()), null, null);
                case TRACK_ENDED -> new Task(record, List.of(), null, null);
                case UNSPECIFIED ->
                    throw new BadRecordException(
                            "UNKNOWN_KIND",
                            "Expected kind FACE, TRACK_ENDED or CAMERA_TIME; a newer writer may know more",
                            null);
            };
        } catch (BadRecordException e) {
            return new Task(record, List.of(), null, e);
        }
    }

    private static List<EmbeddingModel> models(Crop crop, ModelShelf.Use models)
            throws BadRecordException, DependencyAwayException {
        TemplateCopy copy = crop.getPurpose() == Purpose.ENROLL ? copyOf(crop) : null;
        return copy == null ? models.at(crop.getTime()) : List.of(models.forCopy(copy.getToModelId()));
    }

    /** Its template came from a backup, or from another person: the picture is there again, and nothing is to be computed. */
    private static boolean isKeptOnly(Crop crop) {
        TemplateCopy copy = crop.getPurpose() == Purpose.ENROLL ? copyOf(crop) : null;
        return copy != null && copy.getFromModelId().equals(copy.getToModelId());
    }

    private static TemplateCopy copyOf(Crop crop) {
        return crop.getEnrollment() == null ? null : crop.getEnrollment().getCopyOf();
    }

    private static FaceImage image(Crop crop) throws BadRecordException {
        if (crop.getFace() == null
                || crop.getImage() == null
                || crop.getLandmarks().size() != 5) {
            throw new BadRecordException(
                    "INCOMPLETE_CROP",
                    "A crop of kind FACE has a face, an image and five landmarks; one is missing",
                    null);
        }
        byte[] jpeg = new byte[crop.getImage().remaining()];
        crop.getImage().duplicate().get(jpeg);
        return new FaceImage.Crop(jpeg, Landmarks.ofAvro(crop.getLandmarks()));
    }

    private static void pass(List<Task> tasks, ModelShelf.Use models, Output output) {
        Map<EmbeddingModel, Iterator<Outcome>> outcomes = compute(tasks, models);
        for (Task task : tasks) {
            Inbound<Crop> record = task.record();
            if (task.refusal() != null) {
                refuse(task, task.refusal().reason(), task.refusal().getMessage(), output);
            } else if (task.image() != null) {
                face(task, outcomes, output);
            } else {
                List<String> with = task.models().stream()
                        .filter(model -> !models.isBroken(model))
                        .map(EmbeddingModel::toString)
                        .toList();
                send(record, withoutVector(record.value()).setEmbeddedWith(with).build(), output);
            }
        }
    }

    /** What each model makes of its faces, in the order of the tasks; nothing of a model that cannot compute. */
    private static Map<EmbeddingModel, Iterator<Outcome>> compute(List<Task> tasks, ModelShelf.Use models) {
        Map<EmbeddingModel, List<FaceImage>> faces = new LinkedHashMap<>();
        Set<EmbeddingModel> deciding = new HashSet<>();
        for (Task task : tasks) {
            if (task.image() != null) {
                task.models().forEach(model -> faces.computeIfAbsent(model, m -> new ArrayList<>())
                        .add(task.image()));
                if (!task.isCopy()) {
                    deciding.add(task.models().get(0));
                }
            }
        }
        Map<EmbeddingModel, Iterator<Outcome>> outcomes = new HashMap<>();
        faces.forEach((model, images) -> {
            try {
                outcomes.put(model, model.outcomes(images).iterator());
            } catch (RuntimeException e) {
                if (deciding.contains(model)) {
                    outcomes.put(model, oneByOne(model, images, e).iterator());
                    return;
                }
                // A candidate must not stop those who decide.
                LOG.atWarn().addKeyValue("model", model).setCause(e).log("Model failed and is taken off the work");
                models.broke(model, e);
            }
        });
        return outcomes;
    }

    /**
     * A face that alone is too much for the model is refused, so that it does not stop those that come after it.
     *
     * @param failure on all of them together; thrown if the model cannot compute any of them alone either: then it is
     *     the engine that is broken, and the faces are kept for one that is not
     */
    private static List<Outcome> oneByOne(EmbeddingModel model, List<FaceImage> faces, RuntimeException failure) {
        if (faces.size() == 1) {
            throw failure;
        }
        LOG.atWarn()
                .addKeyValue("model", model)
                .addKeyValue("faces", faces.size())
                .setCause(failure)
                .log("Model failed on faces together; they are computed one by one");
        List<Outcome> outcomes = new ArrayList<>();
        for (FaceImage face : faces) {
            try {
                outcomes.addAll(model.outcomes(List.of(face)));
            } catch (RuntimeException e) {
                outcomes.add(new Outcome.Refused("Model " + model + " failed on it: " + e.getMessage()));
            }
        }
        if (outcomes.stream().noneMatch(Outcome.Embedded.class::isInstance)) {
            throw failure;
        }
        return outcomes;
    }

    /**
     * Who decides has the last word on a crop: if it refuses, nothing is sent of it. That another refuses is said once,
     * and what the others made is sent.
     */
    private static void face(Task task, Map<EmbeddingModel, Iterator<Outcome>> outcomes, Output output) {
        Inbound<Crop> record = task.record();
        Map<EmbeddingModel, Embedding> vectors = new LinkedHashMap<>();
        Map<EmbeddingModel, String> refusals = new LinkedHashMap<>();
        for (EmbeddingModel model : task.models()) {
            if (!outcomes.containsKey(model)) {
                continue; // it failed, and that is said already
            }
            Outcome outcome = outcomes.get(model).next();
            if (outcome instanceof Outcome.Embedded face) {
                vectors.put(model, face.vector());
            } else if (outcome instanceof Outcome.Refused refusal) {
                refusals.put(model, refusal.message());
            }
        }
        EmbeddingModel first = task.models().get(0);
        if (!vectors.containsKey(first)) {
            refuse(task, "UNUSABLE_CROP", refusals.getOrDefault(first, "Model " + first + " failed"), output);
            return;
        }
        List<String> with = task.isEnrollment()
                ? vectors.keySet().stream().map(EmbeddingModel::toString).toList()
                : List.of();
        vectors.forEach((model, vector) -> {
            model.count(record.value().getPurpose());
            send(record, withVector(record, model, vector).setEmbeddedWith(with).build(), output);
        });
        refusals.entrySet().stream()
                .findFirst()
                .ifPresent(refusal -> output.reject(
                        record, "UNUSABLE_CROP", "Model " + refusal.getKey() + ": " + refusal.getValue()));
    }

    /** Whoever enrols somebody waits for an answer, and does not read dead letters. */
    private static void refuse(Task task, String reason, String message, Output output) {
        Inbound<Crop> record = task.record();
        output.reject(record, reason, message);
        EnrollmentRef enrollment = record.value().getEnrollment();
        if (task.isEnrollment()
                && !task.isCopy()
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

    private static FaceEmbedding.Builder withVector(Inbound<Crop> record, EmbeddingModel model, Embedding vector) {
        return withoutVector(record.value())
                .setFace(record.value().getFace())
                .setModelId(model.toString())
                .setVector(vector.toBytes())
                .setCrop(new CropRef(record.partition(), record.offset()));
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
        shelf.close();
    }
}
