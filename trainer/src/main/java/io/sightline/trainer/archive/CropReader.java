package io.sightline.trainer.archive;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** Reads single crops where they lie: in topic crops as long as they are kept there, or in the archive. Not thread-safe. */
final class CropReader implements Archive.Shots, AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String topicPrefix;
    private final AvroCodec codec;
    private final Consumer<byte[], byte[]> consumer;

    CropReader(Connection connection, AvroCodec codec) {
        this(connection.topicPrefix(), codec, new KafkaClients(connection).seeker("archiver-crops"));
    }

    /** @param consumer owned from now on; as {@link KafkaClients#seeker} makes it */
    CropReader(String topicPrefix, AvroCodec codec, Consumer<byte[], byte[]> consumer) {
        this.topicPrefix = topicPrefix;
        this.codec = codec;
        this.consumer = consumer;
    }

    @Override
    public Optional<Shot> at(CropRef crop, Optional<CropRef> copy) throws DependencyAwayException {
        Optional<Shot> original = read(Topics.CROPS, crop).flatMap(CropReader::shot);
        if (original.isPresent() || copy.isEmpty()) {
            return original;
        }
        return read(Topics.CROPS_ARCHIVE, copy.get()).map(Shot::of);
    }

    /** Another kind of record in a crop's place is as good as none: the topic was made anew. */
    private static Optional<Shot> shot(io.sightline.schemas.avro.Crop crop) {
        try {
            return Optional.of(Shot.of(crop));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private <V extends SpecificRecord> Optional<V> read(Topic<V> topic, CropRef place) throws DependencyAwayException {
        Optional<byte[]> bytes =
                bytes(new TopicPartition(topic.in(topicPrefix), place.getPartition()), place.getOffset());
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(topic, bytes.get()));
        } catch (BadRecordException e) {
            return Optional.empty();
        }
    }

    private Optional<byte[]> bytes(TopicPartition partition, long offset) throws DependencyAwayException {
        if (!canBe(partition, offset)) {
            return Optional.empty();
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        do {
            try {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    return record.offset() == offset ? Optional.ofNullable(record.value()) : Optional.empty();
                }
            } catch (OffsetOutOfRangeException e) {
                return Optional.empty();
            }
            if (consumer.endOffsets(List.of(partition)).get(partition) <= offset) {
                return Optional.empty();
            }
        } while (System.nanoTime() < deadline);
        throw new DependencyAwayException("kafka", "Kafka does not give the crop at " + partition + "@" + offset, null);
    }

    /**
     * Whether such a place can be at all: a client waits for a partition that is not there until it gives up, and so the
     * one record that names it would stop the archive for ever.
     */
    private boolean canBe(TopicPartition partition, long offset) throws DependencyAwayException {
        int partitions = consumer.partitionsFor(partition.topic()).size();
        if (partitions == 0) {
            throw new DependencyAwayException("kafka", "Kafka has no topic " + partition.topic(), null);
        }
        return partition.partition() >= 0 && partition.partition() < partitions && offset >= 0;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
