package io.sightline.operations.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.Topics;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SegmentCloserTest {

    @Test
    void leavesATombstoneInEveryPartitionThatHoldsNamesOrFaces() {
        try (var producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
                var closer = new SegmentCloser(() -> producer, "test-")) {
            closer.appendToAll();

            assertThat(producer.history())
                    .allMatch(r -> r.value() == null && new String(r.key(), UTF_8).equals(SegmentCloser.KEY));
            assertThat(producer.history())
                    .filteredOn(r -> r.topic().equals("test-people"))
                    .extracting(r -> r.partition())
                    .doesNotHaveDuplicates()
                    .hasSize(Topics.PEOPLE.partitions());
            assertThat(producer.history())
                    .filteredOn(r -> r.topic().equals("test-gallery"))
                    .hasSize(Topics.GALLERY.partitions());
        }
    }

    @Test
    void aKafkaThatIsAwayDoesNotEndTheSchedule() {
        try (var closer = new SegmentCloser(
                () -> {
                    throw new KafkaException("away");
                },
                "")) {
            closer.appendToAll(); // an exception here would be the end of it
        }
    }
}
