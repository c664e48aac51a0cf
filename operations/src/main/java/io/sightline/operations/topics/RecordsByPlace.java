package io.sightline.operations.topics;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Single records of a topic, by where they lie. One thread. */
public final class RecordsByPlace<V extends SpecificRecord> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(200);
    /** Of a record that is larger Kafka gives the one. */
    private static final int FETCH_BYTES = 128 * 1024;
    /** A jump costs a request; so many records that lie between are read faster than that. */
    private static final long WORTH_A_JUMP = 32;

    private final Topic<V> topic;
    private final String name;
    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> consumer;

    /** Where a record lies. */
    public record Place(int partition, long offset) {}

    public RecordsByPlace(TopicStore topics, Topic<V> topic) {
        this(
                topic,
                topics.nameOf(topic),
                topics.codec(),
                new KafkaClients(inSmallBites(topics.connection())).reader("sightline-command"));
    }

    /**
     * @param name of the topic, as the broker has it
     * @param consumer owned from now on
     */
    RecordsByPlace(Topic<V> topic, String name, AvroCodec codec, Consumer<byte[], byte[]> consumer) {
        this.topic = topic;
        this.name = name;
        this.codec = codec;
        this.consumer = consumer;
    }

    /** The next record that is wanted is mostly far away: what is fetched beyond the one is thrown away. */
    private static Connection inSmallBites(Connection connection) {
        Map<String, String> kafka = new HashMap<>(connection.kafka());
        kafka.put("consumer." + ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
        return new Connection(kafka, connection.registry(), connection.topicPrefix());
    }

    /**
     * The records that are still there and can be read; the others are left out.
     *
     * @throws Unavailable if Kafka or the registry does not answer
     */
    public Map<Place, V> at(Collection<Place> places) {
        Map<Integer, SortedSet<Long>> byPartition = new TreeMap<>();
        places.forEach(p ->
                byPartition.computeIfAbsent(p.partition(), n -> new TreeSet<>()).add(p.offset()));
        Map<Place, V> found = new HashMap<>();
        if (byPartition.isEmpty()) {
            return found;
        }
        try {
            int partitions = consumer.partitionsFor(name, PATIENCE).size();
            if (partitions == 0) {
                throw new Unavailable("Kafka has no topic " + name + "; ./sightline up creates it");
            }
            // A client waits for a partition that is not there until it gives up; what is said to lie in one is gone.
            byPartition.keySet().removeIf(partition -> partition < 0 || partition >= partitions);
            byPartition.forEach((partition, offsets) -> read(partition, offsets, found));
        } catch (KafkaException e) {
            throw new Unavailable("Topic " + topic.name() + " cannot be read: " + e.getMessage(), e);
        }
        return found;
    }

    private void read(int number, SortedSet<Long> offsets, Map<Place, V> found) {
        var partition = new TopicPartition(name, number);
        consumer.assign(List.of(partition));
        long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
        long begin = consumer.beginningOffsets(List.of(partition), PATIENCE).get(partition);
        SortedSet<Long> wanted = new TreeSet<>(offsets.subSet(begin, Math.max(begin, end)));
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        long next = Long.MIN_VALUE;
        while (!wanted.isEmpty()) {
            if (next == Long.MIN_VALUE || wanted.first() - next > WORTH_A_JUMP) {
                consumer.seek(partition, wanted.first());
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (wanted.remove(record.offset())) {
                    take(record, found);
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                }
            }
            next = consumer.position(partition, PATIENCE);
            // What is passed was deleted, or compacted away.
            wanted.headSet(next).clear();
            if (System.nanoTime() > deadline) {
                throw new Unavailable(
                        "Topic " + topic.name() + " gave no record within " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Map<Place, V> found) {
        if (record.value() == null) {
            return;
        }
        try {
            found.put(new Place(record.partition(), record.offset()), codec.decode(topic, record.value()));
        } catch (BadRecordException e) {
            // As good as gone: whoever asked says so.
            return;
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
