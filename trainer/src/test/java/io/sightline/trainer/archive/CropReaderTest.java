package io.sightline.trainer.archive;

import static io.sightline.trainer.archive.Said.at;
import static io.sightline.trainer.archive.Said.live;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a crop may be said to lie. The consumer knows one partition, and throws when it is asked about another. */
class CropReaderTest {
    private static final String CROPS = Topics.CROPS.in("");

    private final InMemoryAvro avro = new InMemoryAvro();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final CropReader reader = new CropReader("", avro, consumer);

    @AfterEach
    void close() {
        reader.close();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void whatNamesAPartitionOrOffsetThatCannotBeIsGone() throws Exception {
        haveOneCrop();

        for (CropRef place : List.of(at(1, 0), at(Integer.MAX_VALUE, 0), at(-1, 0), at(0, -1), at(0, 1))) {
            assertThat(reader.at(place, Optional.empty())).as("%s", place).isEmpty();
        }
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(CROPS, 0, 0, new byte[0], crop())));
        assertThat(reader.at(at(0, 0), Optional.empty())).isPresent();
    }

    @Test
    void thatThereIsNoTopicIsNoCropsFault() {
        assertThatThrownBy(() -> reader.at(at(0, 0), Optional.empty()))
                .isInstanceOf(DependencyAwayException.class)
                .hasMessageContaining(CROPS);
    }

    private byte[] crop() {
        return avro.encode(Topics.CROPS, live("t1", 0.8f, "t1"));
    }

    private void haveOneCrop() {
        var partition = new TopicPartition(CROPS, 0);
        var nodes = new Node[] {Node.noNode()};
        consumer.updatePartitions(CROPS, List.of(new PartitionInfo(CROPS, 0, nodes[0], nodes, nodes)));
        consumer.updateBeginningOffsets(Map.of(partition, 0L));
        consumer.updateEndOffsets(Map.of(partition, 1L));
    }
}
