package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TemplateKind;
import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Keeps who is enrolled. The store keeps every model's templates, or a matcher that is given another model would lack
 * them; the gallery in memory only those that the active model can be asked about.
 */
final class GalleryProcessor extends GlobalCopy<GalleryEntry, GalleryRow> {
    /** No template has the empty key: under it stands the offset of the last record applied. */
    private static final String OFFSET_KEY = "";

    private final ActiveModel model;
    private final Gallery gallery;
    private final ClosestPairs closestPairs;
    private final MatcherMetrics metrics;

    GalleryProcessor(
            String storeName,
            Deserializer<GalleryEntry> entries,
            ActiveModel model,
            Gallery gallery,
            ClosestPairs closestPairs,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        super(storeName, entries, deadLetters);
        this.model = model;
        this.gallery = gallery;
        this.closestPairs = closestPairs;
        this.metrics = metrics;
    }

    @Override
    void clear() {
        gallery.clear(this::vectorInStore);
        closestPairs.clear();
    }

    /** The gallery in memory keeps no vectors: they stand here. Called from every thread that asks it. */
    private Embedding vectorInStore(String key) {
        GalleryRow row = store().get(key);
        return row == null ? null : Embedding.ofBytes(row.getVector());
    }

    /** A row that was stored while another model was active was judged as any model's; now it is this one's. */
    @Override
    void put(String key, GalleryRow row) {
        if (key.equals(OFFSET_KEY)) {
            gallery.advanceTo(row.getOffset());
            return;
        }
        if (!isOfActiveModel(key)) {
            return;
        }
        Embedding vector = model.vector(row.getVector());
        if (row.getIsRefusal()) {
            gallery.putRefusal(key, row.getPersonId(), vector, row.getOffset());
            return;
        }
        gallery.put(key, row.getPersonId(), vector, row.getOffset());
        if (row.getClosestPersonId() != null && row.getClosestDistance() != null) {
            closestPairs.put(key, row.getPersonId(), row.getClosestPersonId(), row.getClosestDistance());
        }
    }

    @Override
    void passedOver(UnusableRecord why) {
        metrics.refused(why.reason());
    }

    private boolean isOfActiveModel(String key) {
        boolean isActive = model.isNamed(GalleryKey.modelIdIn(key));
        if (!isActive) {
            metrics.refused("WRONG_MODEL");
        }
        return isActive;
    }

    @Override
    GalleryRow row(String key, GalleryEntry entry, long offset) {
        GalleryKey expected = new GalleryKey(entry.getPersonId(), entry.getTemplateId(), entry.getModelId());
        if (!expected.toString().equals(key)) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a template is personId/templateId/modelId");
        }
        requireVector(entry);
        return GalleryRow.newBuilder()
                .setOffset(offset)
                .setPersonId(entry.getPersonId())
                .setVector(entry.getVector())
                .setIsRefusal(entry.getKind() == TemplateKind.NOT)
                .setClosestPersonId(entry.getClosestPersonId())
                .setClosestDistance(entry.getClosestDistance())
                .build();
    }

    private void requireVector(GalleryEntry entry) {
        if (model.isNamed(entry.getModelId())) {
            model.vector(entry.getVector());
            return;
        }
        try {
            Embedding.ofBytes(entry.getVector());
        } catch (IllegalArgumentException e) {
            throw new UnusableRecord("BAD_VECTOR", e.getMessage());
        }
    }

    @Override
    void remove(String key, GalleryRow row, long offset) {
        gallery.remove(key, offset);
        if (row == null || !model.isNamed(GalleryKey.modelIdIn(key))) {
            return;
        }
        closestPairs.remove(key);
        // Who was closest to a face that is gone may now be closest to another.
        for (String other : closestPairs.templatesClosestTo(row.getPersonId())) {
            closestPairs.remove(other);
            GalleryRow template = store().get(other);
            if (template != null) {
                gallery.nearestOther(model.id().toString(), model.vector(template.getVector()), template.getPersonId())
                        .ifPresent(n -> closestPairs.put(other, template.getPersonId(), n.personId(), n.distance()));
            }
        }
    }

    @Override
    void passed(long offset) {
        gallery.advanceTo(offset);
        store().put(
                        OFFSET_KEY,
                        GalleryRow.newBuilder()
                                .setOffset(offset)
                                .setPersonId("")
                                .setVector(ByteBuffer.allocate(0))
                                .build());
    }
}
