package io.sightline.operations.timetravel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;

/**
 * Reads values in Confluent's wire format (a 0 byte, a four-byte schema id, Avro) with a reader per writer's schema. It
 * goes beside the vendors' deserialisers because those read whole records into new objects, at a tenth of the speed.
 * One thread.
 */
final class WireReader<R> {
    private static final int HEADER_BYTES = 5;

    private final SchemaSource schemas;
    private final ReaderOf<R> readerOf;
    private final Map<Integer, Optional<DatumReader<R>>> readers = new HashMap<>();
    private BinaryDecoder decoder;
    private int lastId;
    private DatumReader<R> lastReader;

    /** Makes the reader for what was written with a schema. */
    interface ReaderOf<R> {
        /** @throws AvroRuntimeException if such records cannot be read as {@code R} */
        DatumReader<R> writtenWith(Schema writer);
    }

    WireReader(SchemaSource schemas, ReaderOf<R> readerOf) {
        this.schemas = schemas;
        this.readerOf = readerOf;
    }

    /**
     * Reads one value.
     *
     * @param reuse a value to be overwritten, or null for a new one
     * @return null if the bytes are not such a record
     * @throws io.sightline.operations.topics.Unavailable if the registry does not answer
     */
    R read(byte[] bytes, R reuse) {
        if (bytes == null || bytes.length < HEADER_BYTES || bytes[0] != 0) {
            return null;
        }
        DatumReader<R> reader = reader(ByteBuffer.wrap(bytes, 1, 4).getInt());
        if (reader == null) {
            return null;
        }
        try {
            decoder = DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, decoder);
            return reader.read(reuse, decoder);
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException | ClassCastException e) {
            return null; // damaged; the caller counts it
        }
    }

    private DatumReader<R> reader(int id) {
        if (lastReader == null || id != lastId) {
            lastReader = readers.computeIfAbsent(id, this::find).orElse(null);
            lastId = id;
        }
        return lastReader;
    }

    private Optional<DatumReader<R>> find(int id) {
        return schemas.byId(id).flatMap(writer -> {
            try {
                return Optional.of(readerOf.writtenWith(writer));
            } catch (AvroRuntimeException foreign) {
                return Optional.empty();
            }
        });
    }
}
