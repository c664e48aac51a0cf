package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TemplateKind;
import io.sightline.search.Neighbour;
import java.time.Instant;
import java.util.Optional;

/**
 * Makes a model's template of one that is in the gallery under another model: the same face, of which all that does not
 * depend on the model stays as it is.
 */
final class TemplateCopies {
    private final StoredGallery stored;
    private final Gallery gallery;

    TemplateCopies(StoredGallery stored, Gallery gallery) {
        this.stored = stored;
        this.gallery = gallery;
    }

    static GalleryKey keyOf(FaceEmbedding face) {
        return key(face, face.getModelId());
    }

    private static GalleryKey key(FaceEmbedding face, String modelId) {
        return new GalleryKey(
                face.getEnrollment().getPersonId(),
                face.getEnrollment().getCopyOf().getTemplateId(),
                modelId);
    }

    /**
     * The copy; empty if the template is gone, or if the copy is there.
     *
     * @param face the crop of the template, embedded anew
     */
    Optional<GalleryEntry> of(FaceEmbedding face, Embedding vector) {
        if (stored.row(keyOf(face)).isPresent()) {
            return Optional.empty();
        }
        String from = face.getEnrollment().getCopyOf().getFromModelId();
        return stored.row(key(face, from)).map(original -> entry(keyOf(face), original, vector));
    }

    private GalleryEntry entry(GalleryKey key, GalleryRow original, Embedding vector) {
        Optional<Neighbour> closest = original.getIsRefusal()
                ? Optional.empty()
                : gallery.nearestOther(key.modelId(), vector, key.personId());
        return GalleryEntry.newBuilder()
                .setPersonId(key.personId())
                .setTemplateId(key.templateId())
                .setModelId(key.modelId())
                .setVector(vector.toBytes())
                .setQuality(original.getQuality())
                .setCrop(
                        original.getCrop() == null
                                ? null
                                : new CropRef(
                                        original.getCrop().getPartition(),
                                        original.getCrop().getOffset()))
                .setEnrolledAt(Instant.ofEpochMilli(original.getEnrolledAt()))
                .setKind(original.getIsRefusal() ? TemplateKind.NOT : TemplateKind.FACE)
                .setLabelId(original.getLabelId())
                .setClosestPersonId(closest.map(Neighbour::personId).orElse(null))
                .setClosestDistance(closest.map(n -> (float) n.distance()).orElse(null))
                .build();
    }
}
