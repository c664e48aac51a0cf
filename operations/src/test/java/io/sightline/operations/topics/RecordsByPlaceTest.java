package io.sightline.operations.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The consumer knows one partition, and throws when it is asked about another. */
class RecordsByPlaceTest {
    private static final String NAME = Topics.MODELS.in("");

    private final InMemoryAvro avro = new InMemoryAvro();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final RecordsByPlace<ModelRecord> records = new RecordsByPlace<>(Topics.MODELS, NAME, avro, consumer);

    @AfterEach
    void close() {
        records.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void placesThatCannotBeAreLeftOutAndTheOthersAreFound() {
        var partition = new TopicPartition(NAME, 0);
        var nodes = new Node[] {Node.noNode()};
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, nodes[0], nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.updateEndOffsets(Map.of(partition, 1L));
        ModelRecord value = ModelRecord.newBuilder()
                .setModelId("mobilefacenet-128@1+0123456789ab")
                .setActor("test")
                .setChangedAt(Instant.parse("2026-11-01T12:00:00Z"))
                .build();
        byte[] bytes = avro.encode(Topics.MODELS, value);
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(NAME, 0, 0, new byte[0], bytes)));

        assertThat(records.at(
                        List.of(new Place(-1, 0), new Place(0, -1), new Place(0, 0), new Place(0, 1), new Place(1, 0))))
                .containsExactly(Map.entry(new Place(0, 0), value));
    }

    @Test
    void thatThereIsNoTopicIsSaid() {
        assertThat(records.at(List.of())).isEmpty();
        assertThatThrownBy(() -> records.at(List.of(new Place(0, 0))))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining(NAME);
    }
}
