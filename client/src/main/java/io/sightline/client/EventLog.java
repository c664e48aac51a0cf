package io.sightline.client;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;

/** All partitions of the topic, read by one consumer that is in no group. One thread; only wakeup is for others. */
final class EventLog implements AutoCloseable {
    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    EventLog(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /** Where reading is to begin, per partition. Asks the broker, for a bounded time. */
    Map<Integer, Long> positions(TopicDescription description, Start start, Marks marks) {
        List<TopicPartition> partitions = assigned(description);
        if (start instanceof Start.Now) {
            return byNumber(consumer.endOffsets(partitions));
        }
        Map<Integer, Long> positions = byNumber(consumer.endOffsets(partitions));
        if (start instanceof Start.At at) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(p -> times.put(p, at.time().toEpochMilli()));
            for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
                    consumer.offsetsForTimes(times).entrySet()) {
                if (found.getValue() != null) {
                    positions.put(found.getKey().partition(), found.getValue().offset());
                }
            }
        } else {
            positions.replaceAll((p, end) -> marks.position(p).orElse(end));
        }
        return positions;
    }

    /** The beginning of each partition. */
    Map<Integer, Long> beginnings(TopicDescription description) {
        return byNumber(consumer.beginningOffsets(assigned(description)));
    }

    /** After one of the two above. */
    void readFrom(Map<Integer, Long> positions) {
        positions.forEach((p, offset) -> consumer.seek(partition(p), offset));
    }

    /** What came. */
    ConsumerRecords<byte[], byte[]> poll(Duration atMost) {
        return consumer.poll(atMost);
    }

    /** Goes on where the log is, if it is no longer where reading was; the new positions. */
    Map<Integer, Long> recover(OffsetOutOfRangeException gone) {
        Map<TopicPartition, Long> lost = new HashMap<>(gone.offsetOutOfRangePartitions());
        if (gone instanceof LogTruncationException truncated) {
            for (Map.Entry<TopicPartition, OffsetAndMetadata> divergent :
                    truncated.divergentOffsets().entrySet()) {
                lost.put(divergent.getKey(), divergent.getValue().offset());
            }
        }
        Map<TopicPartition, Long> first = consumer.beginningOffsets(lost.keySet());
        Map<TopicPartition, Long> end = consumer.endOffsets(lost.keySet());
        Map<Integer, Long> moved = new HashMap<>();
        lost.forEach((p, offset) -> {
            long to = Math.min(Math.max(offset, first.get(p)), end.get(p));
            consumer.seek(p, to);
            moved.put(p.partition(), to);
        });
        return moved;
    }

    void wakeup() {
        consumer.wakeup();
    }

    private List<TopicPartition> assigned(TopicDescription description) {
        List<TopicPartition> partitions = description.partitions().stream()
                .map(p -> partition(p.partition()))
                .toList();
        consumer.assign(partitions);
        return partitions;
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topic, number);
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byNumber = new HashMap<>();
        offsets.forEach((p, offset) -> byNumber.put(p.partition(), offset));
        return byNumber;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
}
