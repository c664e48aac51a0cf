package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.matcher.state.PersonFileState;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

class StateSerdeTest {

    @Test
    void whatIsWrittenIsRead() {
        var file = new PersonFileState(false, List.of("p/t/m"));
        try (Serde<PersonFileState> serde = StateSerde.of(PersonFileState.class)) {
            byte[] bytes = serde.serializer().serialize("store", file);

            assertThat(serde.deserializer().deserialize("store", bytes)).isEqualTo(file);
        }
    }

    /** Person has optional fields, which no state schema has yet; its former schema lies in the test's resources. */
    @Test
    void whatAnOlderReleaseWroteIsReadByItsFormerSchema() throws IOException {
        byte[] bytes = writtenBefore("/former-state/Person.1.avsc");

        try (Serde<Person> serde = StateSerde.of(Person.class)) {
            assertThat(serde.deserializer().deserialize("store", bytes))
                    .isEqualTo(Person.newBuilder()
                            .setPersonId("p")
                            .setState(PersonState.ERASED)
                            .setChangedAt(Recorded.at(0))
                            .build());
        }
    }

    @Test
    void stateOfAnUnknownSchemaIsRefused() throws IOException {
        byte[] bytes = writtenBefore("/former-state/Person.1.avsc");

        try (Serde<PersonFileState> serde = StateSerde.of(PersonFileState.class)) {
            assertThatThrownBy(() -> serde.deserializer().deserialize("store", bytes))
                    .isInstanceOf(MissingSchemaException.class);
        }
    }

    @Test
    void theStateSchemasAreThoseThatReleasesHaveWritten() {
        Map<String, Long> fingerprints = Map.of(
                "CameraState", SchemaNormalization.parsingFingerprint64(CameraState.getClassSchema()),
                "GalleryRow", SchemaNormalization.parsingFingerprint64(GalleryRow.getClassSchema()),
                "PersonFileState", SchemaNormalization.parsingFingerprint64(PersonFileState.getClassSchema()));

        assertThat(fingerprints)
                .as("stores and changelogs hold this schema: put it into main's resources as former-state/NAME.N.avsc,"
                        + " then write the new fingerprint here")
                .isEqualTo(Map.of(
                        "CameraState",
                        7607750377282979264L,
                        "GalleryRow",
                        -6591012985899552394L,
                        "PersonFileState",
                        -2795292718280848649L));
    }

    private static byte[] writtenBefore(String schemaFile) throws IOException {
        Schema former;
        try (InputStream in = StateSerdeTest.class.getResourceAsStream(schemaFile)) {
            former = new Schema.Parser().parse(in);
        }
        GenericRecord person = new GenericRecordBuilder(former)
                .set("personId", "p")
                .set(
                        "state",
                        new GenericData.EnumSymbol(former.getField("state").schema(), "ERASED"))
                .set("changedAt", Recorded.at(0).toEpochMilli())
                .build();
        ByteBuffer encoded = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), former).encode(person);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
    }
}
