package io.sightline.matcher;

import io.sightline.schemas.avro.Label;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** A label goes to every partition, because events of any camera may depend on it. */
final class EveryPartition implements StreamPartitioner<String, Label> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, Label value, int numPartitions) {
        return Optional.of(IntStream.range(0, numPartitions).boxed().collect(Collectors.toSet()));
    }
}
