package io.sightline.core.testkit;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.schemas.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/** Confluent's wire format with a registry that is a list: for tests that need bytes but no server. Thread-safe. */
public final class InMemoryAvro implements AvroCodec {
    private final List<Schema> schemas = new CopyOnWriteArrayList<>();

    @Override
    public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5)
                .put((byte) 0)
                .putInt(idOf(value.getSchema()))
                .array());
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<V>(value.getSchema(), SpecificData.getForClass(topic.valueType()))
                    .write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) throws BadRecordException {
        if (bytes.length < 5 || bytes[0] != 0) {
            throw new BadRecordException("NOT_AVRO", "not in the wire format", null);
        }
        int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
        if (id < 0 || id >= schemas.size()) {
            throw new BadRecordException("UNREADABLE", "no schema of id " + id, null);
        }
        SpecificData data = SpecificData.getForClass(topic.valueType());
        Schema reader = data.getSchema(topic.valueType());
        try {
            Object value = new SpecificDatumReader<>(schemas.get(id), reader, data)
                    .read(null, DecoderFactory.get().binaryDecoder(bytes, 5, bytes.length - 5, null));
            return topic.valueType().cast(value);
        } catch (IOException | AvroRuntimeException | ClassCastException e) {
            throw new BadRecordException("UNREADABLE", "not a record of " + topic.name(), e);
        }
    }

    private synchronized int idOf(Schema schema) {
        int known = schemas.indexOf(schema);
        if (known >= 0) {
            return known;
        }
        schemas.add(schema);
        return schemas.size() - 1;
    }
}
