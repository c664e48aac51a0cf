package io.sightline.operations.topics;

import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads one partition up to its present end, and decodes only what passes a look at the bytes: so a year of a camera's
 * records is searched about as fast as Kafka hands them over.
 */
final class PartitionReader<V extends SpecificRecord> {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final TopicStore topics;
    private final Topic<V> topic;

    PartitionReader(TopicStore topics, Topic<V> topic) {
        this.topics = topics;
        this.topic = topic;
    }

    /** Where Kafka's own partitioner puts a key. */
    static int partitionOf(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** Whether to go on. */
    interface Visitor<V> {
        boolean visit(Entry<V> entry);
    }

    /**
     * Hands over the records in whose partition {@code key} lies, from the first that is as late as {@code since}, as
     * long as the visitor wants more.
     *
     * @param wanted decides on the record's bytes whether to decode it
     * @throws Unavailable if Kafka or the registry does not answer, or the limit is over
     */
    void read(
            String key,
            Instant since,
            Duration limit,
            Predicate<ConsumerRecord<byte[], byte[]>> wanted,
            Visitor<V> visitor) {
        String name = topics.nameOf(topic);
        var partition = new TopicPartition(name, partitionOf(key, topics.partitions(topic)));
        long deadline = System.nanoTime() + limit.toNanos();
        try (Consumer<byte[], byte[]> consumer = topics.clients().reader("sightline-command")) {
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            OffsetAndTimestamp first = consumer.offsetsForTimes(
                            Map.of(partition, Math.max(0, since.toEpochMilli())), PATIENCE)
                    .get(partition);
            if (first == null) {
                return;
            }
            consumer.seek(partition, first.offset());
            while (consumer.position(partition, PATIENCE) < end) {
                if (System.nanoTime() > deadline) {
                    throw new Unavailable(
                            "Topic " + name + " could not be searched within " + limit.toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (wanted.test(record) && !visit(record, visitor)) {
                        return;
                    }
                }
            }
        } catch (KafkaException e) {
            throw new Unavailable("Topic " + name + " cannot be read: " + e.getMessage(), e);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /** A record that cannot be read is not the one that is looked for. */
    private boolean visit(ConsumerRecord<byte[], byte[]> record, Visitor<V> visitor) throws DependencyAwayException {
        if (record.value() == null) {
            return true;
        }
        try {
            V value = topics.codec().decode(topic, record.value());
            String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            return visitor.visit(new Entry<>(key, value, record.partition(), record.offset(), record.timestamp()));
        } catch (BadRecordException e) {
            return true;
        }
    }

    /** Whether the text's UTF-8 bytes stand somewhere in the record: Avro writes a string as it is. */
    static Predicate<ConsumerRecord<byte[], byte[]>> mentioning(String text) {
        byte[] sought = text.getBytes(StandardCharsets.UTF_8);
        return record -> record.value() != null && contains(record.value(), sought);
    }

    static boolean contains(byte[] bytes, byte[] sought) {
        int last = bytes.length - sought.length;
        search:
        for (int i = 0; i <= last; i++) {
            for (int j = 0; j < sought.length; j++) {
                if (bytes[i + j] != sought[j]) {
                    continue search;
                }
            }
            return true;
        }
        return false;
    }
}
