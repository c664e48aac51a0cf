package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.BoundingBox;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceEmbedding;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.IndexedRecord;
import org.junit.jupiter.api.Test;

class WireReaderTest {
    private static final FaceEmbedding RECORD = Faces.seen("lobby", 1_234, "track-1", 0.5);

    @Test
    void readsOfARecordWhatSearchesNeed() {
        LoggedFace face = Faces.logged(RECORD);

        assertThat(face.isSeen()).isTrue();
        assertThat(face.cameraId()).isEqualTo("lobby");
        assertThat(face.time()).isEqualTo(1_234);
        assertThat(face.frameId()).isEqualTo("lobby/1/1234");
        assertThat(face.trackId()).isEqualTo("track-1");
        assertThat(face.faceId()).isEqualTo("lobby/1/1234/track-1");
        assertThat(face.modelId()).isEqualTo(Faces.MODEL);
        assertThat(face.box()).isEqualTo(BoundingBox.of(RECORD.getFace().getBox()));
        assertThat(face.quality()).isEqualTo(0.7f);
        assertThat(face.crop()).isEqualTo(new CropRef(3, 1_234L));
        assertThat(face.vector().distanceTo(Faces.at(0.5))).isZero();
    }

    @Test
    void asksForASchemaOnce() {
        var asked = new AtomicInteger();
        var reader = new WireReader<IndexedRecord>(
                id -> {
                    asked.incrementAndGet();
                    return Faces.schema(id);
                },
                LoggedFace::writtenWith);

        IndexedRecord first = reader.read(Faces.bytes(RECORD), null);
        IndexedRecord second = reader.read(Faces.bytes(RECORD), first);

        assertThat(second).isSameAs(first);
        assertThat(asked).hasValue(1);
    }

    @Test
    void givesNothingForWhatIsNoSuchRecord() {
        byte[] good = Faces.bytes(RECORD);
        var reader = new WireReader<IndexedRecord>(Faces::schema, LoggedFace::writtenWith);
        var foreign = new WireReader<IndexedRecord>(id -> Optional.of(foreignSchema()), LoggedFace::writtenWith);

        assertThat(reader.read(null, null)).isNull();
        assertThat(reader.read(new byte[] {0, 0, 0}, null)).isNull();
        assertThat(reader.read(Arrays.copyOf(good, good.length / 2), null)).isNull();
        assertThat(reader.read(new byte[] {0, 0, 0, 0, 99, 1}, null)).isNull();
        assertThat(foreign.read(good, null)).isNull();
        assertThat(reader.read(good, null)).isNotNull();
    }

    private static Schema foreignSchema() {
        return SchemaBuilder.record("Other").fields().requiredString("text").endRecord();
    }
}
