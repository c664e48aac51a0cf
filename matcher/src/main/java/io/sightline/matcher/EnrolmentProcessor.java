package io.sightline.matcher;

import static io.sightline.schemas.Topics.GALLERY;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.matcher.state.PersonFileState;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.search.Neighbour;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * Makes templates of enrolled faces, and answers. The answer and the template are in one transaction: whoever reads
 * ENROLLED finds the template in the gallery.
 */
final class EnrolmentProcessor implements Processor<String, FaceEmbedding, String, SpecificRecord> {
    private final String storeName;
    private final String galleryNode;
    private final String resultsNode;
    private final Models models;
    private final Gallery gallery;
    private final ClosestPairs closestPairs;
    private final MatcherMetrics metrics;
    private ProcessorContext<String, SpecificRecord> context;
    private KeyValueStore<String, PersonFileState> store;
    private StoredGallery stored;
    private TemplateCopies copies;

    EnrolmentProcessor(
            String storeName, String galleryNode, String resultsNode, Knowledge knowledge, MatcherMetrics metrics) {
        this.storeName = storeName;
        this.galleryNode = galleryNode;
        this.resultsNode = resultsNode;
        this.models = knowledge.models();
        this.gallery = knowledge.gallery();
        this.closestPairs = knowledge.closestPairs();
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> context) {
        this.context = context;
        this.store = context.getStateStore(storeName);
        ReadOnlyKeyValueStore<String, GalleryRow> rows = context.getStateStore(GALLERY.name());
        this.stored = new StoredGallery(rows);
        this.copies = new TemplateCopies(stored, gallery);
    }

    @Override
    public void process(Record<String, FaceEmbedding> record) {
        FaceEmbedding face = record.value();
        Optional<ActiveModel> model = models.named(face.getModelId());
        if (face.getEnrollment().getCopyOf() != null) {
            copy(record, model);
        } else if (model.isPresent()) {
            enrol(record, model.get());
        } else {
            metrics.refused("WRONG_MODEL");
            if (!isAnsweredByAnother(face)) {
                refuse(
                        record,
                        EnrollmentOutcome.WRONG_MODEL,
                        "The embedder uses " + face.getModelId() + ", the matcher "
                                + models.switches().latest().id() + "; give both the same bundle");
            }
        }
    }

    /**
     * A model may go out of use while a photo is on its way. Whoever enrols takes the last answer, so a second one would
     * undo the first.
     */
    private boolean isAnsweredByAnother(FaceEmbedding face) {
        String deciding = models.switches().decidingAt(face.getTime()).id().toString();
        return face.getEmbeddedWith().contains(deciding);
    }

    private void enrol(Record<String, FaceEmbedding> record, ActiveModel model) {
        FaceEmbedding face = record.value();
        Embedding vector = model.vectorOf(face);
        metrics.embedding(model, isAnswered(face, model));
        PersonFile file = PersonFile.of(store.get(record.key()));
        if (file.isErased()) {
            if (isAnswered(face, model)) {
                refuse(
                        record,
                        EnrollmentOutcome.PERSON_ERASED,
                        "This person was forgotten; enrol them as a new person if they agree again");
            }
            return;
        }
        Optional<Neighbour> closest = gallery.nearestOther(model.id().toString(), vector, record.key());
        GalleryKey key = keyOf(face);
        if (!isInGallery(file, key)) {
            store.put(record.key(), file.with(key.toString()).toState());
            context.forward(record.withKey(key.toString()).withValue(entry(face, vector, closest)), galleryNode);
        }
        if (isAnswered(face, model)) {
            answer(record, model, closest);
        }
    }

    /**
     * The same photo again is answered again, and leaves the gallery alone. The file alone does not tell: a promotion may
     * have taken the template away. Nor does the gallery: what no file names, an erasure does not find. The gallery is
     * milliseconds behind; a photo that comes twice within them is written twice, under one key.
     */
    private boolean isInGallery(PersonFile file, GalleryKey key) {
        return file.templateKeys().contains(key.toString()) && stored.row(key).isPresent();
    }

    /** A photo is embedded by each model, and answered once: by the one that decides. */
    private boolean isAnswered(FaceEmbedding face, ActiveModel model) {
        return models.switches().decidingAt(face.getTime()).isSameAs(model);
    }

    /** Nobody waits for an answer: whoever wants the copy reads the gallery. */
    private void copy(Record<String, FaceEmbedding> record, Optional<ActiveModel> model) {
        PersonFile file = PersonFile.of(store.get(record.key()));
        if (model.isEmpty()) {
            metrics.refused("WRONG_MODEL");
            return;
        }
        if (file.isErased()) {
            metrics.refused("PERSON_ERASED");
            return;
        }
        copies.of(record.value(), model.get().vectorOf(record.value())).ifPresent(entry -> {
            String key = TemplateCopies.keyOf(record.value()).toString();
            store.put(record.key(), file.with(key).toState());
            context.forward(record.withKey(key).withValue(entry), galleryNode);
        });
    }

    private void answer(Record<String, FaceEmbedding> record, ActiveModel model, Optional<Neighbour> closest) {
        EnrollmentResult.Builder result = result(record, EnrollmentOutcome.ENROLLED, "Enrolled");
        closest.ifPresent(n -> {
            boolean isTooClose = closestPairs.isTooClose(model, n.distance());
            result.setClosestPersonId(n.personId())
                    .setClosestDistance((float) n.distance())
                    .setTooClose(isTooClose);
            if (isTooClose) {
                result.setMessage("Enrolled, but this face and " + n.personId()
                        + " are as close as relatives: cameras may not tell the two apart");
            }
        });
        send(record, result.build());
    }

    private static GalleryKey keyOf(FaceEmbedding face) {
        return new GalleryKey(
                face.getEnrollment().getPersonId(), face.getEnrollment().getPhotoId(), face.getModelId());
    }

    private static GalleryEntry entry(FaceEmbedding face, Embedding vector, Optional<Neighbour> closest) {
        GalleryKey key = keyOf(face);
        return GalleryEntry.newBuilder()
                .setPersonId(key.personId())
                .setTemplateId(key.templateId())
                .setModelId(key.modelId())
                .setVector(vector.toBytes())
                .setQuality(face.getFace().getQuality().getScore())
                .setCrop(face.getCrop())
                .setEnrolledAt(face.getTime())
                .setClosestPersonId(closest.map(Neighbour::personId).orElse(null))
                .setClosestDistance(closest.map(n -> (float) n.distance()).orElse(null))
                .build();
    }

    private void refuse(Record<String, FaceEmbedding> record, EnrollmentOutcome outcome, String message) {
        send(record, result(record, outcome, message).build());
    }

    private static EnrollmentResult.Builder result(
            Record<String, FaceEmbedding> record, EnrollmentOutcome outcome, String message) {
        FaceEmbedding face = record.value();
        String photoId = face.getEnrollment().getPhotoId();
        return EnrollmentResult.newBuilder()
                .setPersonId(record.key())
                .setPhotoId(photoId)
                .setOutcome(outcome)
                .setMessage(message)
                .setTemplateId(outcome == EnrollmentOutcome.ENROLLED ? photoId : null)
                .setModelId(face.getModelId())
                .setQuality(face.getFace().getQuality())
                .setDecidedAt(face.getTime());
    }

    private void send(Record<String, FaceEmbedding> record, EnrollmentResult result) {
        context.forward(record.withValue(result), resultsNode);
        metrics.enrolment(result.getOutcome());
    }
}
