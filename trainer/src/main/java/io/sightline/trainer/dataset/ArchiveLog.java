package io.sightline.trainer.dataset;

import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topic of archived crops. One thread. */
public final class ArchiveLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveLog.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String ANOTHER = ": the data set is of another archive, or the topic was made anew";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Connection connection;
    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> consumer;

    private ArchiveLog(Connection connection, AvroCodec codec) {
        this.connection = connection;
        this.codec = codec;
        this.consumer = new KafkaClients(connection).reader("dataset");
    }

    public static ArchiveLog open(Connection connection) {
        return new ArchiveLog(connection, RegistryAvroCodec.open(connection));
    }

    /** The same with a codec, which is closed with it. */
    public static ArchiveLog over(Connection connection, AvroCodec codec) {
        return new ArchiveLog(connection, codec);
    }

    /** Gets the records of a partition in order. */
    interface Visitor {
        /** @param crop null for a tombstone */
        void visit(ConsumerRecord<byte[], byte[]> record, ArchivedCrop crop);
    }

    /** All that is there now. */
    List<PartitionRange> present() throws DependencyAwayException {
        try {
            List<TopicPartition> partitions = partitions(Topics.CROPS_ARCHIVE);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            return partitions.stream()
                    .map(p -> new PartitionRange(p.partition(), begins.get(p), ends.get(p)))
                    .toList();
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    /** How far people's words about events have been written. */
    List<LogPosition> labels() throws DependencyAwayException {
        try {
            List<TopicPartition> partitions = partitions(Topics.LABELS);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            return partitions.stream()
                    .map(p -> new LogPosition(p.partition(), ends.get(p)))
                    .toList();
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    private List<TopicPartition> partitions(Topic<?> topic) throws DependencyAwayException {
        String name = topic.in(connection.topicPrefix());
        List<TopicPartition> partitions = consumer.partitionsFor(name, PATIENCE).stream()
                .map(p -> new TopicPartition(name, p.partition()))
                .sorted(Comparator.comparingInt(TopicPartition::partition))
                .toList();
        if (partitions.isEmpty()) {
            throw new DependencyAwayException(
                    "kafka", "Kafka has no topic " + name + "; ./sightline up or ./sightline topics creates it", null);
        }
        return partitions;
    }

    /**
     * Reads from where the ranges begin to what is the end now. A record that cannot be read is logged and left out.
     *
     * @throws UserError if the topic has not all that the ranges name: they are of another one
     */
    void read(List<PartitionRange> ranges, Progress progress, Visitor visitor) throws DependencyAwayException {
        try {
            List<TopicPartition> all = partitions(Topics.CROPS_ARCHIVE);
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionRange range : ranges) {
                if (range.partition() >= all.size()) {
                    throw new UserError("The data set names partition " + range.partition() + ", but topic "
                            + all.get(0).topic() + " has " + all.size() + ", numbered from 0" + ANOTHER);
                }
                partitions.add(all.get(range.partition()));
            }
            consumer.assign(partitions);
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            Map<TopicPartition, Long> starts = new HashMap<>();
            for (int i = 0; i < partitions.size(); i++) {
                TopicPartition partition = partitions.get(i);
                if (ranges.get(i).to() > ends.get(partition)) {
                    throw new UserError("The data set has partition " + partition.partition() + " up to offset "
                            + ranges.get(i).to() + ", but there topic " + partition.topic() + " ends at "
                            + ends.get(partition) + ANOTHER);
                }
                starts.put(partition, Math.max(ranges.get(i).from(), begins.get(partition)));
                consumer.seek(partition, starts.get(partition));
            }
            long total = partitions.stream()
                    .mapToLong(p -> Math.max(0, ends.get(p) - starts.get(p)))
                    .sum();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                boolean moved = false;
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    visit(record, visitor);
                    moved = true;
                }
                long left = partitions.stream()
                        .mapToLong(p -> Math.max(0, ends.get(p) - consumer.position(p)))
                        .sum();
                progress.reached((int) (total - left), (int) total);
                if (moved) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new DependencyAwayException("kafka", "Kafka does not hand over the archive", null);
                }
            }
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    private void visit(ConsumerRecord<byte[], byte[]> record, Visitor visitor) throws DependencyAwayException {
        try {
            if (record.key() != null) {
                visitor.visit(
                        record, record.value() == null ? null : codec.decode(Topics.CROPS_ARCHIVE, record.value()));
            }
        } catch (BadRecordException e) {
            LOG.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("reason", e.reason())
                    .log("Record cannot be read");
        }
    }

    private static DependencyAwayException away(KafkaException e) {
        return new DependencyAwayException("kafka", "The archive cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        consumer.close();
        codec.close();
    }
}
