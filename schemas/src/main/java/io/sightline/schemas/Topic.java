package io.sightline.schemas;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A Kafka topic as this system declares it.
 *
 * @param name without the configured prefix: see {@link #in}
 * @param key what the record key says; keys are UTF-8 strings
 * @param valueType the Avro record in the value, or {@code byte[]} where the bytes are kept as they came
 * @param partitions never changed after creation: keys would move
 * @param kept how long records stay
 * @param maxBytesPerPartition bounds what time alone does not; empty for no bound
 * @param compatibility what the schema registry enforces for the value's subject
 */
public record Topic<V>(
        String name,
        String key,
        Class<V> valueType,
        int partitions,
        Kept kept,
        Optional<Long> maxBytesPerPartition,
        Compatibility compatibility) {

    public Topic {
        Objects.requireNonNull(valueType, "valueType");
        if (partitions < 1) {
            throw new IllegalArgumentException("Topic " + name + " needs a partition, got " + partitions);
        }
    }

    /** How long records stay. */
    public sealed interface Kept {

        /** Everything goes after a while. */
        record For(Duration time) implements Kept {}

        /** The last value of each key stays for ever, until a tombstone. */
        record LastOfEachKey() implements Kept {}
    }

    /** A schema registry's compatibility level, by the name that registries give it. */
    public enum Compatibility {
        NONE,
        BACKWARD,
        FULL_TRANSITIVE
    }

    /** The name on the broker. */
    public String in(String prefix) {
        return prefix + name;
    }

    /** Whether the value is an Avro record with a subject in the registry. */
    public boolean hasSchema() {
        return valueType != byte[].class;
    }

    /** The subject of the value's schema, by the field's TopicNameStrategy. */
    public String subjectIn(String prefix) {
        return in(prefix) + "-value";
    }
}
