package io.sightline.matcher;

import io.sightline.core.kafka.BadRecordException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
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
 * Keeps a global store, and a copy in memory beside it.
 *
 * <p>Kafka Streams 4.3.1 restores a global store by replaying the topic from the store's last offset through one
 * instance of this class, and then goes on with another. Records before that offset are never replayed. So the copy is
 * rebuilt from the store at each {@link #init}, and every record is applied to both; either may happen twice.
 *
 * @param <V> the topic's value
 * @param <R> the store's
 */
abstract class GlobalCopy<V extends SpecificRecord, R extends SpecificRecord>
        implements Processor<String, byte[], Void, Void> {
    private final String storeName;
    private final Deserializer<V> values;
    private final DeadLetterDesk deadLetters;
    private ProcessorContext<Void, Void> context;
    private KeyValueStore<String, R> store;

    /** @param values reads the topic's values; bytes come here unread, because a global store has no dead letters */
    GlobalCopy(String storeName, Deserializer<V> values, DeadLetterDesk deadLetters) {
        this.storeName = storeName;
        this.values = values;
        this.deadLetters = deadLetters;
    }

    /** Empties the copy in memory. */
    abstract void clear();

    /**
     * What is kept of a record of the topic.
     *
     * @throws UnusableRecord if it cannot be used; then nothing is kept
     */
    abstract R row(String key, V value, long offset);

    /**
     * Puts a row into the copy in memory; it is in the store already.
     *
     * @throws UnusableRecord if it cannot be used after all, as when it was judged by other rules when it was stored
     */
    abstract void put(String key, R row);

    /**
     * Takes what has this key out of the copy in memory; it is still in the store.
     *
     * @param row what was kept of it, null if nothing was
     */
    abstract void remove(String key, R row, long offset);

    /** All that the store held is in the copy in memory. */
    void loaded() {}

    /** The record at this offset is done with, whatever became of it. */
    void passed(long offset) {}

    /** A row was kept that is of no use now. */
    void passedOver(UnusableRecord why) {}

    KeyValueStore<String, R> store() {
        return store;
    }

    @Override
    public final void init(ProcessorContext<Void, Void> context) {
        this.context = context;
        this.store = context.getStateStore(storeName);
        clear();
        forEachRow(this::put);
        loaded();
    }

    /** @param use what it refuses as an {@link UnusableRecord} is passed over */
    final void forEachRow(BiConsumer<String, R> use) {
        try (KeyValueIterator<String, R> rows = store.all()) {
            while (rows.hasNext()) {
                KeyValue<String, R> row = rows.next();
                try {
                    use.accept(row.key, row.value);
                } catch (UnusableRecord e) {
                    passedOver(e);
                }
            }
        }
    }

    @Override
    public final void process(Record<String, byte[]> record) {
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
        passed(metadata.offset());
    }

    private void apply(Record<String, byte[]> record, RecordMetadata metadata) {
        if (record.key() == null) {
            throw new UnusableRecord("BAD_KEY", "Expected a key in topic " + metadata.topic() + ", got none");
        }
        if (record.value() == null) {
            remove(record.key(), store.get(record.key()), metadata.offset());
            store.delete(record.key());
            return;
        }
        V value = values.deserialize(metadata.topic(), record.headers(), record.value());
        R row = row(record.key(), value, metadata.offset());
        store.put(record.key(), row);
        put(record.key(), row);
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
