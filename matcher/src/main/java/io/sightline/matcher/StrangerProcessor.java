package io.sightline.matcher;

import io.sightline.matcher.state.StrangerRow;
import io.sightline.schemas.avro.StrangerEntry;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;

/** Keeps what strangers look like, in memory under the models of interest. */
final class StrangerProcessor extends GlobalCopy<StrangerEntry, StrangerRow> {
    private final Models models;
    private final Strangers strangers;
    private final MatcherMetrics metrics;

    StrangerProcessor(
            String storeName,
            Deserializer<StrangerEntry> entries,
            Knowledge knowledge,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        super(storeName, entries, deadLetters);
        this.models = knowledge.models();
        this.strangers = knowledge.strangers();
        this.metrics = metrics;
    }

    @Override
    void clear() {
        strangers.clear(this::load);
    }

    private void load(Map<String, ActiveModel> of) {
        if (!store().isOpen()) {
            // It is the store of a run before; when this one's is opened, it is read with these models.
            return;
        }
        forEachRow((key, row) -> {
            ActiveModel model = of.get(GalleryKey.modelIdIn(key));
            if (model != null) {
                put(key, row, model);
            }
        });
    }

    @Override
    void put(String key, StrangerRow row) {
        models.named(GalleryKey.modelIdIn(key)).ifPresent(model -> put(key, row, model));
    }

    private void put(String key, StrangerRow row, ActiveModel model) {
        strangers.put(key, row.getAnonymousId(), model.vector(row.getVector()), row.getKnownSince(), row.getSeenAt());
    }

    @Override
    void passedOver(UnusableRecord why) {
        metrics.refused(why.reason());
    }

    @Override
    StrangerRow row(String key, StrangerEntry entry, long offset) {
        GalleryKey expected = new GalleryKey(entry.getAnonymousId(), entry.getTrackId(), entry.getModelId());
        if (!expected.toString().equals(key)) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a stranger is anonymousId/trackId/modelId");
        }
        if (!new Identity(entry.getAnonymousId()).isStranger()) {
            throw new UnusableRecord("BAD_KEY", "A stranger's key begins with " + Identity.STRANGER_PREFIX);
        }
        models.named(entry.getModelId()).ifPresent(model -> model.vector(entry.getVector()));
        return new StrangerRow(
                entry.getAnonymousId(),
                entry.getKnownSince().toEpochMilli(),
                entry.getSeenAt().toEpochMilli(),
                entry.getVector());
    }

    @Override
    void remove(String key, StrangerRow row, long offset) {
        strangers.remove(key);
    }
}
