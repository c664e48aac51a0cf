package io.sightline.console.outbound;

import io.sightline.console.outbound.Backlog.Position;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/** A position as the group keeps it: the offset, and as its metadata how far what can expire is done. */
final class GroupPosition {
    private static final Pattern LIVE = Pattern.compile("live=(\\d{1,18})");

    private GroupPosition() {}

    static OffsetAndMetadata written(Position position) {
        return new OffsetAndMetadata(position.offset(), "live=" + position.live());
    }

    static Position read(OffsetAndMetadata committed) {
        Matcher live = LIVE.matcher(committed.metadata());
        return new Position(committed.offset(), live.matches() ? Long.parseLong(live.group(1)) : 0);
    }

    /** Where partitions begin that have no position: with what was written at that time or after it. */
    static Map<TopicPartition, Long> since(Consumer<?, ?> consumer, Set<TopicPartition> partitions, Instant time) {
        // The ends first: what is written between the two questions is then among the records since.
        Map<TopicPartition, Long> offsets = new HashMap<>(consumer.endOffsets(partitions));
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(p -> times.put(p, time.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        found.forEach((partition, first) -> {
            if (first != null) {
                offsets.put(partition, first.offset());
            }
        });
        return offsets;
    }
}
