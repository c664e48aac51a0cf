package io.sightline.matcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Keeps Avro records in state stores, without a schema registry: Avro's single-object encoding, ten bytes that name the
 * schema and then the record. When a state schema changes, the one before is put into the resources, as {@code
 * former-state/CameraState.1.avsc}, the next as {@code .2.avsc} and so on; then Avro reads what was written with it, and
 * fields that are new need a default. State of a schema that is in neither place is refused. To wipe the state folder
 * does not help: the changelogs hold the same bytes.
 */
final class StateSerde {
    private StateSerde() {}

    static <T extends SpecificRecord> Serde<T> of(Class<T> type) {
        SpecificData data = SpecificData.getForClass(type);
        Schema schema = data.getSchema(type);
        BinaryMessageEncoder<T> encoder = new BinaryMessageEncoder<>(data, schema);
        BinaryMessageDecoder<T> decoder = new BinaryMessageDecoder<>(data, schema);
        formerSchemas(type.getSimpleName()).forEach(decoder::addSchema);
        return Serdes.serdeFrom(
                (topic, value) -> value == null ? null : encode(encoder, value),
                (topic, bytes) -> bytes == null ? null : decode(decoder, bytes));
    }

    private static List<Schema> formerSchemas(String name) {
        List<Schema> schemas = new ArrayList<>();
        for (int version = 1; ; version++) {
            try (InputStream former =
                    StateSerde.class.getResourceAsStream("/former-state/" + name + "." + version + ".avsc")) {
                if (former == null) {
                    return schemas;
                }
                schemas.add(new Schema.Parser().parse(former));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static <T> byte[] encode(BinaryMessageEncoder<T> encoder, T value) {
        try {
            ByteBuffer bytes = encoder.encode(value);
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T decode(BinaryMessageDecoder<T> decoder, byte[] bytes) {
        try {
            return decoder.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
