package io.sightline.core.kafka;

import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Utils;

/**
 * The codec over a schema registry.
 *
 * <p>Vendors throw what they like. Whether a failure is the record's or the registry's is therefore asked of the
 * registry: if it answers, and the second try fails too, it is the record's.
 */
public final class RegistryAvroCodec implements AvroCodec {
    private static final int WIRE_HEADER_BYTES = 5;

    static {
        // A damaged length must be a bad record, not two gigabytes of memory. Avro reads these once, when first used.
        String most = Integer.toString(2 * KafkaClients.MAX_MESSAGE_BYTES);
        limit("org.apache.avro.limits.bytes.maxLength", most);
        limit("org.apache.avro.limits.string.maxLength", most);
        limit("org.apache.avro.limits.collectionItems.maxLength", "100000");
    }

    private final String topicPrefix;
    private final RegistryProbe probe;
    private final Serializer<Object> serializer;
    private final Deserializer<Object> deserializer;

    private RegistryAvroCodec(
            String topicPrefix, RegistryProbe probe, Serializer<Object> serializer, Deserializer<Object> deserializer) {
        this.topicPrefix = topicPrefix;
        this.probe = probe;
        this.serializer = serializer;
        this.deserializer = deserializer;
    }

    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Makes a codec; the registry is first asked when the first record comes. */
    @SuppressWarnings("unchecked") // The vendor's classes are known by name only.
    public static RegistryAvroCodec open(Connection connection) {
        SerdeVendor vendor = SerdeVendor.onClasspath(connection.registry());
        try {
            Serializer<Object> serializer = Utils.newInstance(vendor.serializerClass(), Serializer.class);
            serializer.configure(vendor.settings(), false);
            Deserializer<Object> deserializer = Utils.newInstance(vendor.deserializerClass(), Deserializer.class);
            deserializer.configure(vendor.settings(), false);
            return new RegistryAvroCodec(
                    connection.topicPrefix(), RegistryProbe.of(connection.registry()), serializer, deserializer);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The Avro serde on the classpath is incomplete", e);
        }
    }

    @Override
    public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException {
        try {
            return serialize(topic, value);
        } catch (RuntimeException first) {
            probe.requireReachable();
            try {
                return serialize(topic, value);
            } catch (RuntimeException again) {
                throw new DependencyAwayException(
                        RegistryProbe.NAME,
                        "The schema registry at " + probe.url() + " does not take the schema of "
                                + topic.subjectIn(topicPrefix) + ": " + again.getMessage(),
                        again);
            }
        }
    }

    @Override
    public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes)
            throws BadRecordException, DependencyAwayException {
        if (bytes == null || bytes.length < WIRE_HEADER_BYTES || bytes[0] != 0) {
            throw new BadRecordException(
                    "NOT_AVRO",
                    "Expected a 0 byte, a four-byte schema id and an Avro record, got "
                            + (bytes == null ? "no value" : bytes.length + " bytes of something else"),
                    null);
        }
        try {
            return deserialize(topic, bytes);
        } catch (RuntimeException first) {
            probe.requireReachable();
            try {
                return deserialize(topic, bytes);
            } catch (RuntimeException again) {
                probe.requireReachable();
                throw new BadRecordException(
                        "UNREADABLE", "Not a record of " + topic.name() + ": " + again.getMessage(), again);
            }
        }
    }

    // The vendors do not promise that their serdes may be shared between threads.
    private synchronized byte[] serialize(Topic<?> topic, Object value) {
        return serializer.serialize(topic.in(topicPrefix), value);
    }

    private <V> V deserialize(Topic<V> topic, byte[] bytes) throws BadRecordException {
        Object value;
        synchronized (deserializer) {
            value = deserializer.deserialize(topic.in(topicPrefix), bytes);
        }
        if (!topic.valueType().isInstance(value)) {
            throw new BadRecordException(
                    "FOREIGN_SCHEMA",
                    "Expected a " + topic.valueType().getSimpleName() + ", got a "
                            + (value == null ? "null" : value.getClass().getSimpleName()),
                    null);
        }
        return topic.valueType().cast(value);
    }

    @Override
    public void close() {
        serializer.close();
        deserializer.close();
    }
}
