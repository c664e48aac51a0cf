package io.sightline.core.stage;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a stage made of one batch, in order, until it is sent. */
final class StageOutput implements Output {
    private static final String TRACEPARENT = "traceparent";

    private final String stage;
    private final String topicPrefix;
    private final Map<Position, ConsumerRecord<byte[], byte[]>> raw = new HashMap<>();
    private final List<Item> items = new ArrayList<>();

    StageOutput(String stage, String topicPrefix, Collection<ConsumerRecord<byte[], byte[]>> batch) {
        this.stage = stage;
        this.topicPrefix = topicPrefix;
        for (ConsumerRecord<byte[], byte[]> record : batch) {
            raw.put(new Position(record.partition(), record.offset()), record);
        }
    }

    private record Position(int partition, long offset) {}

    /** One record to send; {@code reason} is set for dead letters. */
    record Item(TopicPartition cause, Encoding encoding, String reason) {}

    /** Makes the bytes; done late, since the registry may be away. */
    @FunctionalInterface
    interface Encoding {
        ProducerRecord<byte[], byte[]> by(AvroCodec codec) throws DependencyAwayException;
    }

    @Override
    public <V extends SpecificRecord> void send(Topic<V> topic, String key, V value, Inbound<?> cause) {
        items.add(new Item(origin(cause), codec -> encode(codec, topic, key, value, cause), null));
    }

    @Override
    public void reject(Inbound<?> record, String reason, String message) {
        ConsumerRecord<byte[], byte[]> source = raw.get(new Position(record.partition(), record.offset()));
        if (source == null) {
            throw new IllegalArgumentException(
                    "Record " + record.offset() + " of partition " + record.partition() + " is not of this batch");
        }
        ProducerRecord<byte[], byte[]> letter = DeadLetter.of(topicPrefix, stage, source, reason, message);
        items.add(new Item(origin(record), codec -> letter, reason));
    }

    /** Forgets what came of partitions that are no longer ours. */
    void drop(Collection<TopicPartition> partitions) {
        items.removeIf(i -> partitions.contains(i.cause()));
    }

    List<Item> items() {
        return items;
    }

    private TopicPartition origin(Inbound<?> record) {
        return new TopicPartition(record.topic().in(topicPrefix), record.partition());
    }

    private <V extends SpecificRecord> ProducerRecord<byte[], byte[]> encode(
            AvroCodec codec, Topic<V> topic, String key, V value, Inbound<?> cause) throws DependencyAwayException {
        var record = new ProducerRecord<>(
                topic.in(topicPrefix),
                null,
                cause.timestamp() < 0 ? null : cause.timestamp(),
                key.getBytes(StandardCharsets.UTF_8),
                codec.encode(topic, value));
        if (cause.traceparent() != null) {
            record.headers().add(TRACEPARENT, cause.traceparent().getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }
}
