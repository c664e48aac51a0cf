package io.sightline.core.kafka;

import io.sightline.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;

/** Turns records of a topic into bytes in Confluent's wire format, and back. Thread-safe. */
public interface AvroCodec extends AutoCloseable {

    /** @throws DependencyAwayException if the schema registry cannot be asked, or refuses the schema */
    <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException;

    /**
     * Reads a value with the topic's current schema.
     *
     * @throws BadRecordException if the bytes are not a record of this topic, whatever the registry says
     * @throws DependencyAwayException if that cannot be known, because the schema registry cannot be asked
     */
    <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes)
            throws BadRecordException, DependencyAwayException;

    @Override
    default void close() {}
}
