package io.sightline.matcher;

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
    void put(String key, StrangerRow row) {
        if (!model.isNamed(GalleryKey.modelIdIn(key))) {
            metrics.refused("WRONG_MODEL");
            return;
        }
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
        if (model.isNamed(entry.getModelId())) {
            model.vector(entry.getVector());
        }
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
