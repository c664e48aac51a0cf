package io.sightline.console.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.people.PeopleBook.Template;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedBroker.class)
class FacePicturesIT {
    private static final String PREFIX = "pictures.";
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static Connection connection;
    private static TopicStore topics;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        broker.createTopics(PREFIX);
        connection = new Connection(
                Map.of("bootstrap.servers", broker.servers()),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                PREFIX);
        topics = TopicStore.open(connection);
    }

    @AfterAll
    static void stop() {
        topics.close();
    }

    private static Template template(String id, CropRef crop) {
        return new Template("person-1", id, "m@1", Optional.of(crop), NOON, 0.5f, false);
    }

    private static void archive(String cropId, String templateId, String picture) {
        var quality = new FaceQuality(0.9f, 80f, 50f, 0f, 0f, 0f, 120f, new ArrayList<>());
        topics.put(
                Topics.CROPS_ARCHIVE,
                "person-1/" + cropId,
                ArchivedCrop.newBuilder()
                        .setPersonId("person-1")
                        .setCropId(cropId)
                        .setSource(LabelSource.ENROLLED)
                        .setImage(ByteBuffer.wrap(picture.getBytes(StandardCharsets.UTF_8)))
                        .setLandmarks(new ArrayList<>())
                        .setQuality(quality)
                        .setCapturedAt(NOON)
                        .setTemplateId(templateId)
                        .build());
    }

    private static Optional<String> text(Optional<byte[]> picture) {
        return picture.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void aCropIsShownFromWhereItLies() throws Exception {
        Crop crop = Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.LIVE)
                .setTime(NOON)
                .setImage(ByteBuffer.wrap("fresh".getBytes(StandardCharsets.UTF_8)))
                .build();
        Place place =
                topics.putAll(Topics.CROPS, List.of(Map.entry("door", crop))).get(0);
        try (var pictures = new FacePictures(connection)) {
            assertThat(text(pictures.of(new CropRef(place.partition(), place.offset()))))
                    .hasValue("fresh");
            assertThat(pictures.of(new CropRef(place.partition(), place.offset() + 1_000)))
                    .isEmpty();
        }
    }

    @Test
    void whatIsGoneFromTheTopicIsShownFromTheArchive() throws Exception {
        archive("3-900001", "photo-a", "by template");
        archive("3-900002", "photo-b", "by crop");
        try (var pictures = new FacePictures(connection)) {
            assertThat(text(pictures.of(template("photo-a", new CropRef(5, 900_009L)))))
                    .hasValue("by template");
            assertThat(text(pictures.of(new CropRef(3, 900_002L)))).hasValue("by crop");
            assertThat(pictures.of(template("photo-c", new CropRef(5, 900_010L))))
                    .isEmpty();
        }
    }

    @Test
    void whatWasForgottenIsNotRemembered() throws Exception {
        archive("4-900001", "photo-z", "somebody");
        Template face = template("photo-z", new CropRef(4, 900_001L));
        try (var pictures = new FacePictures(connection)) {
            assertThat(text(pictures.of(face))).hasValue("somebody");
            topics.remove(Topics.CROPS_ARCHIVE, "person-1/4-900001");

            Waiting.until("the archive's tombstone is heard of", PATIENCE, () -> {
                pictures.forget();
                return pictures.of(face).isEmpty();
            });
        }
    }
}
