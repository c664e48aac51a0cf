package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.matcher.state.StrangerRow;
import io.sightline.schemas.avro.StrangerEntry;
import org.apache.kafka.common.serialization.Deserializer;

/** Keeps what strangers look like, under the active model: under another they are strangers anew. */
final class StrangerProcessor extends GlobalCopy<StrangerEntry, StrangerRow> {
    private final ActiveModel model;
    private final Strangers strangers;
    private final MatcherMetrics metrics;

    StrangerProcessor(
            String storeName,
            Deserializer<StrangerEntry> entries,
            ActiveModel model,
            Strangers strangers,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        super(storeName, entries, deadLetters);
        this.model = model;
        this.strangers = strangers;
        this.metrics = metrics;
    }

    @Override
    void clear() {
        strangers.clear();
    }

    @Override
    void restore(String key, StrangerRow row) {
        if (!model.isNamed(GalleryKey.modelIdIn(key))) {
            metrics.refused("WRONG_MODEL");
            return;
        }
        try {
            put(key, row, model.vector(row.getVector()));
        } catch (UnusableRecord e) {
            metrics.refused(e.reason());
        }
    }

    private void put(String key, StrangerRow row, Embedding vector) {
        strangers.put(key, row.getAnonymousId(), vector, row.getKnownSince(), row.getSeenAt());
    }

    @Override
    StrangerRow apply(String key, StrangerEntry entry, long offset) {
        GalleryKey expected = new GalleryKey(entry.getAnonymousId(), entry.getTrackId(), entry.getModelId());
        if (!expected.toString().equals(key)) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a stranger is anonymousId/trackId/modelId");
        }
        if (!new Identity(entry.getAnonymousId()).isStranger()) {
            throw new UnusableRecord("BAD_KEY", "A stranger's key begins with " + Identity.STRANGER_PREFIX);
        }
        StrangerRow row = new StrangerRow(
                entry.getAnonymousId(),
                entry.getKnownSince().toEpochMilli(),
                entry.getSeenAt().toEpochMilli(),
                entry.getVector());
        if (model.isNamed(entry.getModelId())) {
            put(key, row, model.vector(entry.getVector()));
        }
        return row;
    }

    @Override
    void remove(String key, StrangerRow row, long offset) {
        strangers.remove(key);
    }
}
