package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.matcher.state.CameraState;
import io.sightline.matcher.state.GalleryRow;
import io.sightline.matcher.state.LearnedTemplate;
import io.sightline.matcher.state.ModelRow;
import io.sightline.matcher.state.PersonFileState;
import io.sightline.matcher.state.StrangerRow;
import io.sightline.matcher.state.TrackHistory;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
        Map<String, Long> fingerprints = Stream.of(
                        ModelRow.getClassSchema(),
                        CameraState.getClassSchema(),
                        GalleryRow.getClassSchema(),
                        LearnedTemplate.getClassSchema(),
                        PersonFileState.getClassSchema(),
                        StrangerRow.getClassSchema(),
                        TrackHistory.getClassSchema())
                .collect(Collectors.toMap(Schema::getName, SchemaNormalization::parsingFingerprint64));

        assertThat(fingerprints)
                .as("stores and changelogs hold this schema: put it into main's resources as former-state/NAME.N.avsc,"
                        + " then write the new fingerprint here")
                .isEqualTo(Map.of(
                        "ModelRow", -5527675278397648676L,
                        "CameraState", 5586014340232130158L,
                        "GalleryRow", 8296679251486453892L,
                        "LearnedTemplate", -1576123752235810040L,
                        "PersonFileState", -2795292718280848649L,
                        "StrangerRow", -7804643529230991397L,
                        "TrackHistory", -7689927117311930397L));
    }

    /** What was written before cameras knew strangers: a person before the camera stays identified. */
    @Test
    void aCameraOfTheFormerReleaseIsReadWithItsSightings() throws IOException {
        Schema former;
        try (InputStream in = StateSerde.class.getResourceAsStream("/former-state/CameraState.1.avsc")) {
            former = new Schema.Parser().parse(in);
        }
        GenericRecord sight = new GenericRecordBuilder(former.getField("sightings")
                        .schema()
                        .getElementType()
                        .getField("last")
                        .schema())
                .set("time", 5L)
                .set("frameId", "f")
                .set("x", 1f)
                .set("y", 2f)
                .set("width", 3f)
                .set("height", 4f)
                .build();
        GenericRecord sighting = new GenericRecordBuilder(
                        former.getField("sightings").schema().getElementType())
                .set("personId", "person-1")
                .set("last", sight)
                .build();
        GenericRecord camera = new GenericRecordBuilder(former)
                .set("epoch", 1L)
                .set("number", 2L)
                .set("time", 5L)
                .set("facesAtMark", List.of())
                .set("lastSequence", 7L)
                .set("tracks", List.of())
                .set("sightings", List.of(sighting))
                .build();
        ByteBuffer encoded = new BinaryMessageEncoder<GenericRecord>(GenericData.get(), former).encode(camera);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);

        try (Serde<CameraState> serde = StateSerde.of(CameraState.class)) {
            CameraState read = serde.deserializer().deserialize("store", bytes);

            assertThat(read.getLastSequence()).isEqualTo(7);
            assertThat(read.getSightings())
                    .extracting(s -> s.getIdentity() + s.getTrackId())
                    .containsExactly("person-1");
        }
    }

    @Test
    void theCalibrationsOfTheFormerReleaseAreRead() throws IOException {
        Schema former = former("ModelRow.1");
        byte[] bytes = encoded(new GenericRecordBuilder(former)
                .set("threshold", 0.8)
                .set("margin", 0.1)
                .set("cameras", Map.of("lobby", 0.7))
                .build());

        try (Serde<ModelRow> serde = StateSerde.of(ModelRow.class)) {
            ModelRow read = serde.deserializer().deserialize("store", bytes);

            assertThat(read.getThreshold()).isEqualTo(0.8);
            assertThat(read.getCameras()).containsEntry("lobby", 0.7);
            assertThat(read.getShadow()).isNull();
            assertThat(read.getSwitches()).isEmpty();
        }
    }

    @Test
    void aTemplateOfTheFormerReleaseIsReadAndLacksWhatCopiesNeed() throws IOException {
        Schema former = former("GalleryRow.2");
        byte[] bytes = encoded(new GenericRecordBuilder(former)
                .set("offset", 3L)
                .set("personId", "p")
                .set("vector", ByteBuffer.allocate(4))
                .build());

        try (Serde<GalleryRow> serde = StateSerde.of(GalleryRow.class)) {
            GalleryRow read = serde.deserializer().deserialize("store", bytes);

            assertThat(read.getOffset()).isEqualTo(3);
            assertThat(read.getEnrolledAt()).isNull();
        }
    }

    @Test
    void theTracksOfTheFormerReleaseAreOfTheirCamerasModel() throws IOException {
        byte[] bytes = encoded(new GenericRecordBuilder(former("CameraState.2"))
                .set("epoch", 1L)
                .set("number", 2L)
                .set("time", 5L)
                .set("facesAtMark", List.of())
                .set("lastSequence", 7L)
                .set("tracks", List.of(track(former("CameraState.2"))))
                .set("sightings", List.of())
                .set("modelId", Recorded.OTHER_MODEL)
                .build());

        try (Serde<CameraState> serde = StateSerde.of(CameraState.class)) {
            CameraState read = serde.deserializer().deserialize("store", bytes);

            assertThat(read.getModelId()).isEqualTo(Recorded.OTHER_MODEL);
            assertThat(read.getTracks()).singleElement().satisfies(t -> assertThat(t.getModelId())
                    .isNull());
        }
    }

    @Test
    void theEventsOfTheFormerReleaseAreOfTheirTracksSighting() throws IOException {
        Schema former = former("TrackHistory.1");
        GenericRecord told = new GenericRecordBuilder(
                        former.getField("told").schema().getElementType())
                .set("eventId", "t2/LEFT/2")
                .set("kind", "LEFT")
                .set("capturedAt", 1L)
                .set("expiresAt", 2L)
                .set("frameId", null)
                .set("identity", "person-1")
                .build();
        byte[] bytes = encoded(new GenericRecordBuilder(former)
                .set("cameraId", "lobby")
                .set("trackId", "t2")
                .set("sightingId", "t1")
                .set("joined", List.of())
                .set("firstSeenAt", 0L)
                .set("keptFrom", 0L)
                .set("told", List.of(told))
                .set("modelId", null)
                .set("likeness", null)
                .set("quality", 0f)
                .set("crop", null)
                .set("basis", null)
                .build());

        try (Serde<TrackHistory> serde = StateSerde.of(TrackHistory.class)) {
            TrackHistory read = serde.deserializer().deserialize("store", bytes);

            assertThat(PastEvents.sightingOf(read, read.getTold().get(0))).isEqualTo("t1");
        }
    }

    private static GenericRecord track(Schema camera) {
        Schema track = camera.getField("tracks").schema().getElementType();
        GenericRecord sight = new GenericRecordBuilder(track.getField("last").schema())
                .set("time", 5L)
                .set("frameId", "f")
                .set("x", 1f)
                .set("y", 2f)
                .set("width", 3f)
                .set("height", 4f)
                .build();
        return new GenericRecordBuilder(track)
                .set("trackId", "t")
                .set("firstSeenAt", 1L)
                .set("last", sight)
                .set("inView", true)
                .set("closed", false)
                .set("announced", true)
                .set("events", 1)
                .set("identity", null)
                .set("faces", List.of())
                .set("bestQuality", 0.5f)
                .set("bestCrop", null)
                .set("assessment", null)
                .build();
    }

    private static Schema former(String name) throws IOException {
        try (InputStream in = StateSerdeTest.class.getResourceAsStream("/former-state/" + name + ".avsc")) {
            return new Schema.Parser().parse(in);
        }
    }

    private static byte[] encoded(GenericRecord record) throws IOException {
        ByteBuffer encoded =
                new BinaryMessageEncoder<GenericRecord>(GenericData.get(), record.getSchema()).encode(record);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
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
