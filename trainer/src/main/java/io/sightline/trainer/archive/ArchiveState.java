package io.sightline.trainer.archive;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.PersonState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Brings an {@link Archive} to where the former owner of the topics stopped, from the topics themselves. */
final class ArchiveState {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Connection connection;
    private final AvroCodec codec;
    private final BooleanSupplier goOn;

    /** @param goOn false when the service is to stop: then what was read is not complete */
    ArchiveState(Connection connection, AvroCodec codec, BooleanSupplier goOn) {
        this.connection = connection;
        this.codec = codec;
        this.goOn = goOn;
    }

    /** What is done with a record. */
    private interface Taking<V> {
        /** @param value null for a tombstone */
        void take(String key, V value, CropRef place);
    }

    /**
     * Reads what is archived, whose erasure is known, and the gallery up to where it was followed.
     *
     * @param galleryOffset the first entry that was not followed yet
     */
    void restore(Archive archive, long galleryOffset) throws DependencyAwayException {
        try (Consumer<byte[], byte[]> reader = new KafkaClients(connection).reader("archiver-state")) {
            read(reader, Topics.PEOPLE, Long.MAX_VALUE, (key, person, place) -> {
                if (person != null && person.getState() == PersonState.ERASED) {
                    archive.restoreErasure(person.getPersonId());
                }
            });
            read(
                    reader,
                    Topics.GALLERY,
                    galleryOffset,
                    (key, entry, place) -> archive.restoreTemplate(key, entry != null));
            read(reader, Topics.CROPS_ARCHIVE, Long.MAX_VALUE, (key, crop, place) -> {
                if (crop == null) {
                    archive.forget(key);
                } else {
                    archive.restore(crop, place);
                }
            });
        }
    }

    private <V extends SpecificRecord> void read(
            Consumer<byte[], byte[]> reader, Topic<V> topic, long before, Taking<V> taking)
            throws DependencyAwayException {
        String name = topic.in(connection.topicPrefix());
        List<TopicPartition> partitions = reader.partitionsFor(name).stream()
                .map(p -> new TopicPartition(name, p.partition()))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = new HashMap<>(reader.endOffsets(partitions));
        ends.replaceAll((partition, end) -> Math.min(end, before));
        while (goOn.getAsBoolean() && partitions.stream().anyMatch(p -> reader.position(p) < ends.get(p))) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                if (record.key() != null && record.offset() < before) {
                    take(topic, record, taking);
                }
            }
        }
    }

    /** A record that cannot be read is none of the archiver's making; whoever follows its topic dead-letters it. */
    private <V extends SpecificRecord> void take(
            Topic<V> topic, ConsumerRecord<byte[], byte[]> record, Taking<V> taking) throws DependencyAwayException {
        try {
            V value = record.value() == null ? null : codec.decode(topic, record.value());
            taking.take(
                    new String(record.key(), StandardCharsets.UTF_8),
                    value,
                    new CropRef(record.partition(), record.offset()));
        } catch (BadRecordException | IllegalArgumentException e) {
            // Left out: what is not there cannot be rewritten or taken back.
        }
    }
}
