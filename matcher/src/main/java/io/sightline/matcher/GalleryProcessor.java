package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.CropState;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.TemplateKind;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Keeps who is enrolled. The store keeps every model's templates, or they would be lacking when a model becomes of
 * interest; the gallery in memory only those of the models that are.
 */
final class GalleryProcessor extends GlobalCopy<GalleryEntry, GalleryRow> {
    /** No template has the empty key: under it stands the offset of the last record applied. */
    private static final String OFFSET_KEY = "";

    private final Models models;
    private final Gallery gallery;
    private final ClosestPairs closestPairs;
    private final MatcherMetrics metrics;

    GalleryProcessor(
            String storeName,
            Deserializer<GalleryEntry> entries,
            Knowledge knowledge,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        super(storeName, entries, deadLetters);
        this.models = knowledge.models();
        this.gallery = knowledge.gallery();
        this.closestPairs = knowledge.closestPairs();
        this.metrics = metrics;
    }

    @Override
    void clear() {
        gallery.clear(this::vectorInStore, this::load);
        closestPairs.clear();
    }

    private void load(Map<String, ActiveModel> of) {
        if (!store().isOpen()) {
            // It is the store of a run before; when this one's is opened, it is read with these models.
            return;
        }
        forEachRow((key, row) -> {
            if (!key.equals(OFFSET_KEY)) {
                ActiveModel model = of.get(GalleryKey.modelIdIn(key));
                if (model != null) {
                    put(key, row, model);
                }
            }
        });
    }

    /** The gallery in memory keeps no vectors: they stand here. Called from every thread that asks it. */
    private Embedding vectorInStore(String key) {
        GalleryRow row = store().get(key);
        return row == null ? null : Embedding.ofBytes(row.getVector());
    }

    @Override
    void put(String key, GalleryRow row) {
        if (key.equals(OFFSET_KEY)) {
            gallery.advanceTo(row.getOffset());
            return;
        }
        if (row.getEnrolledAt() == null) {
            throw new FormerState("A template in the store of the gallery is of a release that kept less of it");
        }
        // Of a model that is not of interest there are many, and at each start anew: nothing is wrong with them.
        models.named(GalleryKey.modelIdIn(key)).ifPresent(model -> put(key, row, model));
    }

    /** A row that was stored while nothing was known of its model was judged as any model's; now it is this one's. */
    private void put(String key, GalleryRow row, ActiveModel model) {
        Embedding vector = model.vector(row.getVector());
        if (row.getIsRefusal()) {
            gallery.putRefusal(key, row.getPersonId(), vector, row.getOffset());
            return;
        }
        gallery.put(key, row.getPersonId(), vector, row.getOffset());
        if (row.getClosestPersonId() != null && row.getClosestDistance() != null) {
            closestPairs.put(model, key, row.getPersonId(), row.getClosestPersonId(), row.getClosestDistance());
        }
    }

    @Override
    void passedOver(UnusableRecord why) {
        metrics.refused(why.reason());
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
                .setEnrolledAt(entry.getEnrolledAt().toEpochMilli())
                .setQuality(entry.getQuality())
                .setCrop(
                        entry.getCrop() == null
                                ? null
                                : new CropState(
                                        entry.getCrop().getPartition(),
                                        entry.getCrop().getOffset()))
                .setLabelId(entry.getLabelId())
                .build();
    }

    private void requireVector(GalleryEntry entry) {
        Optional<ActiveModel> model = models.named(entry.getModelId());
        if (model.isPresent()) {
            model.get().vector(entry.getVector());
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
        Optional<ActiveModel> model = models.named(GalleryKey.modelIdIn(key));
        if (row == null || model.isEmpty()) {
            return;
        }
        closestPairs.remove(key);
        // Who was closest to a face that is gone may now be closest to another.
        for (String other : closestPairs.templatesClosestTo(row.getPersonId(), model.get())) {
            closestPairs.remove(other);
            GalleryRow template = store().get(other);
            if (template != null) {
                gallery.nearestOther(
                                model.get().id().toString(),
                                model.get().vector(template.getVector()),
                                template.getPersonId())
                        .ifPresent(n -> closestPairs.put(
                                model.get(), other, template.getPersonId(), n.personId(), n.distance()));
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
