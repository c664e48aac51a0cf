package io.sightline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.CameraSettings;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TopicsTest {

    @Test
    void namesAreUnique() {
        assertThat(new HashSet<>(Topics.ALL.stream().map(Topic::name).toList())).hasSameSizeAs(Topics.ALL);
    }

    @Test
    void peopleAndEmbeddingsAreCoPartitioned() {
        // The matcher meets a person's erasure and enrolments in one task.
        assertThat(Topics.PEOPLE.partitions()).isEqualTo(Topics.EMBEDDINGS.partitions());
        // And every label in each of its tasks.
        assertThat(Topics.LABELS.partitions()).isEqualTo(Topics.EMBEDDINGS.partitions());
        assertThat(Topics.IDENTITY_EVENTS.partitions()).isEqualTo(Topics.EMBEDDINGS.partitions());
    }

    @Test
    void galleryHasOnePartitionWhoseOffsetIsItsVersion() {
        assertThat(Topics.GALLERY.partitions()).isEqualTo(1);
    }

    @Test
    void recordsFromBeforeThereWereZonesHaveNone() throws IOException {
        CameraSettings camera = new CameraSettings("lobby", "a.mp4", 5f, 1920, 85, true, false, true, List.of());
        assertThat(readAsWrittenWithout("zones", camera)).isEqualTo(camera);

        Frame frame = Frame.newBuilder()
                .setKind(FrameKind.CAMERA_TIME)
                .setCameraId("lobby")
                .setCapturedAt(Instant.EPOCH)
                .setEpoch(0)
                .setNumber(-1)
                .build();
        assertThat(readAsWrittenWithout("zones", frame)).isEqualTo(frame);
    }

    /** Written by a release that did not know the field. */
    private static Object readAsWrittenWithout(String field, SpecificRecord record) throws IOException {
        Schema now = record.getSchema();
        Schema then = Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false);
        then.setFields(now.getFields().stream()
                .filter(f -> !f.name().equals(field))
                .map(f -> new Schema.Field(f, f.schema()))
                .toList());
        SpecificData data = SpecificData.getForClass(record.getClass());
        GenericRecord old = new GenericData.Record(then);
        then.getFields()
                .forEach(
                        f -> old.put(f.name(), record.get(now.getField(f.name()).pos())));
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<>(then, data).write(old, encoder);
        encoder.flush();
        return new SpecificDatumReader<>(then, now, data)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
    }

    @Test
    void everySchemaReadsItself() {
        for (Topic<?> topic : Topics.ALL) {
            if (topic.hasSchema()) {
                var schema = SpecificData.get().getSchema(topic.valueType());
                assertThat(SchemaCompatibility.checkReaderWriterCompatibility(schema, schema)
                                .getType())
                        .as(topic.name())
                        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
            }
        }
    }
}
