package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.schemas.avro.GalleryEntry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the global store, and the gallery in memory beside it.
 *
 * <p>Kafka Streams 4.3.1 restores a global store by replaying the topic from the store's last offset through one
 * instance of this class, and then goes on with another. Records before that offset are never replayed. So the gallery
 * is rebuilt from the store at each {@link #init}, and every record is applied to both; either may happen twice.
 *
 * <p>The store keeps every model's templates, or a matcher that is given another model would lack them; the gallery
 * only those that the active model can be asked about.
 */
final class GalleryProcessor implements Processor<String, byte[], Void, Void> {
    /** No template has the empty key: under it stands the offset of the last record applied. */
    private static final String OFFSET_KEY = "";

    private final String storeName;
    private final Deserializer<GalleryEntry> entries;
    private final ActiveModel model;
    private final Gallery gallery;
    private final MatcherMetrics metrics;
    private final DeadLetterDesk deadLetters;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<String, GalleryRow> store;

    /** @param entries reads the topic's values; bytes come here unread, because the global store has no dead letters */
    GalleryProcessor(
            String storeName,
            Deserializer<GalleryEntry> entries,
            ActiveModel model,
            Gallery gallery,
            MatcherMetrics metrics,
            DeadLetterDesk deadLetters) {
        this.storeName = storeName;
        this.entries = entries;
        this.model = model;
        this.gallery = gallery;
        this.metrics = metrics;
        this.deadLetters = deadLetters;
    }

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        this.store = context.getStateStore(storeName);
        rebuild();
    }

    private void rebuild() {
        gallery.clear();
        try (KeyValueIterator<String, GalleryRow> rows = store.all()) {
            while (rows.hasNext()) {
                KeyValue<String, GalleryRow> row = rows.next();
                if (row.key.equals(OFFSET_KEY)) {
                    gallery.advanceTo(row.value.getOffset());
                } else {
                    remember(row.key, row.value);
                }
            }
        }
    }

    /** A row that was stored while another model was active was judged as any model's; now it is this one's. */
    private void remember(String key, GalleryRow row) {
        if (!isOfActiveModel(key)) {
            return;
        }
        try {
            gallery.put(key, row.getPersonId(), model.vector(row.getVector()), row.getOffset());
        } catch (UnusableRecord e) {
            metrics.refused(e.reason());
        }
    }

    private boolean isOfActiveModel(String key) {
        boolean isActive = model.isNamed(GalleryKey.modelIdIn(key));
        if (!isActive) {
            metrics.refused("WRONG_MODEL");
        }
        return isActive;
    }

    @Override
    public void process(Record<String, byte[]> record) {
        RecordMetadata metadata = context.recordMetadata().orElseThrow();
        try {
            apply(record, metadata);
        } catch (UnusableRecord e) {
            deadLetters.send(source(record, metadata), e.reason(), e.getMessage());
        } catch (SerializationException e) {
            if (!(e.getCause() instanceof BadRecordException bad)) {
                throw e;
            }
            deadLetters.send(source(record, metadata), bad.reason(), bad.getMessage());
        }
        gallery.advanceTo(metadata.offset());
        store.put(OFFSET_KEY, new GalleryRow(metadata.offset(), "", ByteBuffer.allocate(0)));
    }

    private void apply(Record<String, byte[]> record, RecordMetadata metadata) {
        if (record.value() == null) {
            gallery.remove(record.key(), metadata.offset());
            store.delete(record.key());
            return;
        }
        GalleryEntry entry = entries.deserialize(metadata.topic(), record.headers(), record.value());
        String key = new GalleryKey(entry.getPersonId(), entry.getTemplateId(), entry.getModelId()).toString();
        if (!key.equals(record.key())) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a template is personId/templateId/modelId");
        }
        Embedding vector = vectorOf(entry);
        if (isOfActiveModel(key)) {
            gallery.put(key, entry.getPersonId(), vector, metadata.offset());
        }
        store.put(key, new GalleryRow(metadata.offset(), entry.getPersonId(), entry.getVector()));
    }

    private Embedding vectorOf(GalleryEntry entry) {
        if (model.isNamed(entry.getModelId())) {
            return model.vector(entry.getVector());
        }
        try {
            return Embedding.ofBytes(entry.getVector());
        } catch (IllegalArgumentException e) {
            throw new UnusableRecord("BAD_VECTOR", e.getMessage());
        }
    }

    private static ConsumerRecord<byte[], byte[]> source(Record<String, byte[]> record, RecordMetadata metadata) {
        return new ConsumerRecord<>(
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key() == null ? null : record.key().getBytes(StandardCharsets.UTF_8),
                record.value(),
                new RecordHeaders(),
                Optional.empty());
    }
}
