package io.sightline.operations.topics;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A topic's records from some point on, in order within each partition. One thread. */
public final class TopicTail<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Topic<V> topic;
    private final Consumer<byte[], byte[]> consumer;
    private final AvroCodec codec;
    private final Map<TopicPartition, Long> endAtOpening;
    /** By partition, what is to be handed over next; the beginning of one that is not among them. */
    private final Map<Integer, Long> next;

    private TopicTail(
            Topic<V> topic,
            Consumer<byte[], byte[]> consumer,
            AvroCodec codec,
            Map<TopicPartition, Long> endAtOpening,
            Map<Integer, Long> next) {
        this.topic = topic;
        this.consumer = consumer;
        this.codec = codec;
        this.endAtOpening = endAtOpening;
        this.next = next;
    }

    static <V extends SpecificRecord> TopicTail<V> open(
            Topic<V> topic, String name, Consumer<byte[], byte[]> consumer, AvroCodec codec, From from) {
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(name, PATIENCE).stream()
                    .map(p -> new TopicPartition(name, p.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new Unavailable("Kafka has no topic " + name + "; ./sightline up creates it");
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            Map<Integer, Long> next = firstOffsets(consumer, partitions, ends, from);
            consumer.seekToBeginning(partitions);
            next.forEach((partition, offset) -> consumer.seek(new TopicPartition(name, partition), offset));
            return new TopicTail<>(topic, consumer, codec, ends, next);
        } catch (KafkaException e) {
            consumer.close();
            throw new Unavailable("Topic " + name + " cannot be read: " + e.getMessage(), e);
        } catch (Unavailable e) {
            consumer.close();
            throw e;
        }
    }

    private static Map<Integer, Long> firstOffsets(
            Consumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            From from) {
        Map<Integer, Long> first = new HashMap<>();
        if (from instanceof From.Time time) {
            Map<TopicPartition, Long> asked = partitions.stream()
                    .collect(Collectors.toMap(p -> p, p -> time.since().toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(asked, PATIENCE);
            partitions.forEach(p -> first.put(
                    p.partition(),
                    found.get(p) == null ? ends.get(p) : found.get(p).offset()));
        } else if (from instanceof From.End) {
            // Exactly the end of now: what comes between this call and the first poll is not missed.
            ends.forEach((partition, end) -> first.put(partition.partition(), end));
        } else if (from instanceof From.Offsets offsets) {
            first.putAll(offsets.next());
        }
        return first;
    }

    /**
     * What has come, or nothing after a while. A record that cannot be read is logged and left out.
     *
     * @throws Unavailable if the registry does not answer; then only a tail opened at {@link #rest} misses nothing
     */
    public List<Entry<V>> poll(Duration wait) {
        List<Entry<V>> entries = new ArrayList<>();
        Map<Integer, Long> read = new HashMap<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                read(record, entries);
                read.put(record.partition(), record.offset() + 1);
            }
            next.putAll(read);
        } catch (KafkaException e) {
            throw new Unavailable("Topic " + topic.name() + " cannot be read: " + e.getMessage(), e);
        }
        return entries;
    }

    private void read(ConsumerRecord<byte[], byte[]> record, List<Entry<V>> into) {
        try {
            V value = record.value() == null ? null : codec.decode(topic, record.value());
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            into.add(new Entry<>(key, value, record.partition(), record.offset(), record.timestamp()));
        } catch (BadRecordException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.reason())
                    .log("Record cannot be read");
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /** Where another tail goes on after all that this one has handed over. */
    From rest() {
        return new From.Offsets(Map.copyOf(next));
    }

    /**
     * Hands over everything up to what was the end when this tail was opened.
     *
     * @throws Unavailable if that takes longer than the limit
     */
    public void untilCaughtUp(Duration limit, java.util.function.Consumer<Entry<V>> each) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!isCaughtUp()) {
            if (System.nanoTime() > deadline) {
                throw new Unavailable(
                        "Topic " + topic.name() + " could not be read to its end within " + limit.toSeconds() + " s");
            }
            poll(POLL).forEach(each);
        }
    }

    private boolean isCaughtUp() {
        try {
            return endAtOpening.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue());
        } catch (KafkaException e) {
            throw new Unavailable("Topic " + topic.name() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
