package io.sightline.client;

import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads identity events in Confluent's wire format (a 0 byte, a four-byte schema id, an Avro record), with nothing but
 * Avro and the JDK's HTTP client. Also for a Kafka consumer of one's own, as {@code value.deserializer}.
 *
 * <p>Settings, by Confluent's names: {@code schema.registry.url}, the root of the registry's REST API or several of
 * them with commas between (on Apicurio's server it ends in {@code /apis/ccompat/v7}); {@code basic.auth.user.info},
 * {@code user:password}. TLS is as the JVM is set up for it.
 *
 * <p>Throws {@link SerializationException} for what is not an identity event, and {@link RegistryAwayException} if that
 * cannot be known now.
 */
public final class IdentityEventDeserializer implements Deserializer<IdentityEvent> {
    static final String REGISTRY_URL = "schema.registry.url";
    static final String USER_INFO = "basic.auth.user.info";
    private static final int HEADER_BYTES = 5;

    private RegistrySchemas schemas;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        Object urls = settings.get(REGISTRY_URL);
        if (urls == null || urls.toString().isBlank()) {
            throw new IllegalArgumentException(REGISTRY_URL
                    + " is missing, expected the root of a schema registry's REST API, such as http://127.0.0.1:8081");
        }
        List<String> roots =
                Arrays.stream(urls.toString().split(",", -1)).map(String::strip).toList();
        schemas = new RegistrySchemas(
                roots, Optional.ofNullable(settings.get(USER_INFO)).map(Object::toString));
    }

    @Override
    public IdentityEvent deserialize(String topic, byte[] bytes) {
        if (bytes == null || bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new SerializationException("Expected a 0 byte, a four-byte schema id and an Avro record, got "
                    + (bytes == null ? "no value" : bytes.length + " bytes of something else"));
        }
        Schema reader = IdentityEvent.getClassSchema();
        Schema writer = schemas.byId(ByteBuffer.wrap(bytes, 1, 4).getInt());
        if (!writer.getFullName().equals(reader.getFullName())) {
            throw new SerializationException("Expected " + reader.getFullName() + ", got " + writer.getFullName());
        }
        BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER_BYTES);
        try {
            IdentityEvent event = new SpecificDatumReader<IdentityEvent>(writer, reader).read(null, decoder);
            if (!decoder.isEnd()) {
                throw new SerializationException("There are bytes after the record");
            }
            return event;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | UnsupportedOperationException e) {
            throw new SerializationException("Not a record of its schema: " + e.getMessage(), e);
        }
    }
}
