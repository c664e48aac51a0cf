package io.sightline.matcher;

import static io.sightline.matcher.Recorded.FAIR;
import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.enrolment;
import static io.sightline.matcher.Recorded.erasure;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.person;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.service.Health;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatcherTopologyTest {
    private static final byte[] GARBAGE = "not a record".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path stateDir;

    private TopologyHarness matcher;

    @BeforeEach
    void open() {
        matcher = new TopologyHarness(stateDir);
    }

    @AfterEach
    void close() {
        matcher.close();
    }

    @Test
    void theTopologyIsTheOneUnderVersionControl() throws IOException {
        var knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
        String described = new MatcherTopology(
                        "",
                        new InMemoryAvro(),
                        new Health().component("registry"),
                        knowledge,
                        ConfigLoader.defaults(DecisionSettings.class),
                        ConfigLoader.defaults(SightingSettings.class),
                        new MatcherMetrics(matcher.metrics, knowledge, java.time.Clock.systemUTC()),
                        new DeadLetterDesk("", matcher.metrics, letter -> {}))
                .build()
                .describe()
                .toString();

        try (InputStream expected = getClass().getResourceAsStream("/topology.txt")) {
            assertThat(described)
                    .as("a change here moves state and internal topics; if that is meant, change topology.txt")
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void anEnrolledPersonIsAcknowledgedAndThenIdentified() {
        matcher.enrol(enrolment(1, "photo-a", picture(1, 0.2, 1)));
        matcher.live(face("lobby", 0, 1, "t1", 1, picture(1, 0.4, 2), GOOD));

        EnrollmentResult result = only(matcher.results());
        assertThat(result.getOutcome()).isEqualTo(EnrollmentOutcome.ENROLLED);
        assertThat(result.getTemplateId()).isEqualTo("photo-a");
        TestRecord<String, GalleryEntry> entry = only(matcher.entries());
        assertThat(entry.key()).isEqualTo(personId(1) + "/photo-a/" + Recorded.MODEL.id());
        assertThat(Embedding.ofBytes(entry.value().getVector()).distanceTo(picture(1, 0.2, 1)))
                .isZero();
        List<IdentityEvent> events = matcher.events();
        assertThat(events).extracting(IdentityEvent::getKind).containsExactly(EventKind.APPEARED, EventKind.IDENTIFIED);
        assertThat(events.get(1).getPersonId()).isEqualTo(personId(1));
        assertThat(events.get(1).getReasons().getGalleryOffset()).isZero();
    }

    @Test
    void eventsAreKeyedByCameraAndStampedWithTheRecordsTime() {
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        TestRecord<String, IdentityEvent> event = only(matcher.eventRecords());
        assertThat(event.key()).isEqualTo("lobby");
        assertThat(event.getRecordTime()).isEqualTo(Recorded.at(1));
    }

    @Test
    void anEventCarriesTheTraceContextOfTheRecordThatCausedIt() {
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD), "traceparent", "00-a-b-01");

        TestRecord<String, IdentityEvent> event = only(matcher.eventRecords());
        assertThat(event.headers().lastHeader("traceparent").value())
                .isEqualTo("00-a-b-01".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void camerasAreCountedApart() {
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));
        matcher.live(face("yard", 0, 1, "t2", 1, person(1), GOOD));

        assertThat(matcher.events()).extracting(IdentityEvent::getSequence).containsExactly(1L, 1L);
    }

    @Test
    void leftIsToldByTheCamerasClockWhenNobodyIsInView() {
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));
        matcher.events();

        matcher.live(cameraTime("lobby", 0, 32));

        assertThat(matcher.events())
                .extracting(IdentityEvent::getKind)
                .containsExactly(EventKind.UPDATED, EventKind.LEFT);
    }

    @Test
    void theSamePhotoAgainIsAnsweredAndLeavesTheGalleryAlone() {
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        matcher.enrol(enrolment(1, "photo-a", person(1)));

        assertThat(matcher.results())
                .extracting(EnrollmentResult::getOutcome)
                .containsExactly(EnrollmentOutcome.ENROLLED, EnrollmentOutcome.ENROLLED);
        assertThat(matcher.entries()).hasSize(1);
        assertThat(matcher.gallery.size()).isEqualTo(1);
    }

    @Test
    void theSamePhotoAgainMakesATemplateAnewThatWasTakenOutOfTheGallery() {
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        TestRecord<String, GalleryEntry> first = only(matcher.entries());
        matcher.raw(Topics.GALLERY, first.key(), null);
        assertThat(matcher.gallery.size()).isZero();

        matcher.enrol(enrolment(1, "photo-a", person(1)));

        TestRecord<String, GalleryEntry> again = only(matcher.entries());
        assertThat(again.key()).isEqualTo(first.key());
        assertThat(again.value()).isEqualTo(first.value());
        assertThat(matcher.gallery.size()).isEqualTo(1);
        matcher.person(erasure(1));
        assertThat(matcher.gallery.size()).as("an erasure finds it").isZero();
    }

    @Test
    void whoIsForgottenIsNotIdentifiedAnyMore() {
        matcher.enrol(enrolment(1, "photo-a", picture(1, 0.2, 1)));
        matcher.enrol(enrolment(1, "photo-b", picture(1, 0.2, 2)));
        matcher.enrol(enrolment(2, "photo-c", person(2)));
        matcher.entries();

        matcher.person(erasure(1));
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.entries()).hasSize(2).allSatisfy(tombstone -> {
            assertThat(tombstone.key()).startsWith(personId(1) + "/photo-");
            assertThat(tombstone.value()).isNull();
        });
        assertThat(matcher.gallery.size()).isEqualTo(1);
        assertThat(matcher.events()).extracting(IdentityEvent::getKind).containsExactly(EventKind.APPEARED);
    }

    @Test
    void anErasureFindsWhatABackupBrought() {
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        GalleryEntry restored = GalleryEntry.newBuilder(only(matcher.entries()).value())
                .setTemplateId("photo-b")
                .build();
        String ofAnother = personId(1) + "/2";
        matcher.entry(restored);
        matcher.entry(GalleryEntry.newBuilder(restored).setPersonId(ofAnother).build());
        matcher.entries();

        matcher.person(erasure(1));

        assertThat(matcher.entries())
                .extracting(TestRecord::key)
                .containsExactlyInAnyOrder(
                        personId(1) + "/photo-a/" + restored.getModelId(),
                        personId(1) + "/photo-b/" + restored.getModelId());
        assertThat(matcher.gallery.size()).as("of who is called alike").isEqualTo(1);
    }

    @Test
    void anEnrolmentThatComesAfterTheErasureIsRefused() {
        matcher.person(erasure(1));
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        matcher.person(
                Person.newBuilder(erasure(1)).setState(PersonState.ACTIVE).build());
        matcher.enrol(enrolment(1, "photo-b", person(1)));

        assertThat(matcher.results())
                .extracting(EnrollmentResult::getOutcome)
                .containsOnly(EnrollmentOutcome.PERSON_ERASED)
                .hasSize(2);
        assertThat(matcher.entries()).isEmpty();
    }

    @Test
    void anErasureThatComesTwiceTellsTheGalleryOnce() {
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        matcher.person(erasure(1));
        matcher.person(erasure(1));

        assertThat(matcher.entries()).hasSize(2);
    }

    @Test
    void aVectorOfAnotherModelIsRefusedAndCounted() {
        FaceEmbedding foreign = face("lobby", 0, 1, "t1", 1, person(1), GOOD);
        foreign.setModelId(Recorded.OTHER_MODEL);
        matcher.live(foreign);
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.count("sightline.matcher.refused", "reason", "WRONG_MODEL"))
                .isEqualTo(1);
        assertThat(matcher.events())
                .as("the same face from the right model is no duplicate")
                .hasSize(1);
    }

    @Test
    void anEnrolmentWithAnotherModelIsAnsweredSo() {
        FaceEmbedding foreign = enrolment(1, "photo-a", person(1));
        foreign.setModelId(Recorded.OTHER_MODEL);

        matcher.enrol(foreign);

        EnrollmentResult result = only(matcher.results());
        assertThat(result.getOutcome()).isEqualTo(EnrollmentOutcome.WRONG_MODEL);
        assertThat(result.getMessage())
                .contains(Recorded.OTHER_MODEL)
                .contains(Recorded.MODEL.id().toString());
        assertThat(matcher.entries()).isEmpty();
    }

    @Test
    void recordsFromBehindAreCountedAndChangeNothing() {
        List<FaceEmbedding> records = List.of(
                face("lobby", 0, 1, "t1", 1, picture(1, 0.4, 1), FAIR),
                face("lobby", 1, 2, "t1", 1, picture(1, 0.4, 2), FAIR));
        records.forEach(matcher::live);
        matcher.events();

        records.forEach(matcher::live);

        assertThat(matcher.events()).isEmpty();
        assertThat(matcher.count("sightline.matcher.behind")).isEqualTo(2);
    }

    @Test
    void garbageOnAnyTopicIsDeadLetteredAndTheStreamGoesOn() {
        matcher.close();
        matcher = new TopologyHarness(stateDir, MatcherSettings.Guarantee.AT_LEAST_ONCE);
        byte[] foreign = matcher.avro.encode(Topics.PEOPLE, erasure(1));
        matcher.raw(Topics.EMBEDDINGS, "lobby", GARBAGE);
        matcher.raw(Topics.EMBEDDINGS, "lobby", foreign);
        matcher.raw(Topics.PEOPLE, "p", GARBAGE);
        matcher.raw(Topics.GALLERY, "p/t/m", GARBAGE);
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.deadLetters())
                .containsExactly(
                        "test.embeddings NOT_AVRO 12",
                        "test.embeddings UNREADABLE " + foreign.length,
                        "test.people NOT_AVRO 12");
        assertThat(matcher.galleryLetters).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo("test.dead-letters");
            assertThat(letter.value()).isEqualTo(GARBAGE);
        });
        assertThat(matcher.count("sightline.dead.letters", "stage", "matcher", "reason", "NOT_AVRO"))
                .isEqualTo(3);
        assertThat(matcher.events()).hasSize(1);
    }

    @Test
    void recordsThatSayTheImpossibleAreDeadLettered() {
        FaceEmbedding short2 = face("lobby", 0, 1, "t1", 1, person(1), GOOD);
        short2.setVector(Embedding.normalised(new float[] {1, 1}).toBytes());
        matcher.live(short2);
        FaceEmbedding noTrack = face("lobby", 0, 1, "t1", 1, person(1), GOOD);
        noTrack.setTrackId(null);
        matcher.live(noTrack);
        FaceEmbedding noVector = face("lobby", 0, 1, "t1", 1, person(1), GOOD);
        noVector.setVector(null);
        matcher.live(noVector);
        matcher.underKey("yard", face("lobby", 0, 1, "t1", 1, person(1), GOOD));
        matcher.underKey("somebody", enrolment(1, "photo-a", person(1)));
        matcher.raw(Topics.EMBEDDINGS, "lobby", null);
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.deadLetters())
                .extracting(letter -> letter.replaceAll("test.embeddings (\\w+) .*", "$1"))
                .containsExactly("BAD_VECTOR", "INCOMPLETE", "INCOMPLETE", "KEY_MISMATCH", "KEY_MISMATCH", "NO_VALUE");
        assertThat(matcher.events()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("impossibleFaces")
    void anImpossibleFaceIsDeadLetteredAndTheCameraGoesOn(String reason, Consumer<FaceEmbedding> spoil) {
        FaceEmbedding spoilt = face("lobby", 0, 1, "t1", 1, person(1), GOOD);
        spoil.accept(spoilt);
        matcher.live(spoilt);
        FaceEmbedding enrolment = enrolment(1, "photo-a", person(1));
        spoil.accept(enrolment);
        matcher.enrol(enrolment);
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.deadLetters()).hasSize(2).allMatch(letter -> letter.contains(" " + reason + " "));
        assertThat(matcher.events()).hasSize(1);
        assertThat(matcher.results()).isEmpty();
    }

    private static Stream<Arguments> impossibleFaces() {
        return Stream.of(
                spoilt("BAD_BOX", f -> f.getFace().getBox().setWidth(-1)),
                spoilt("BAD_BOX", f -> f.getFace().getBox().setHeight(Float.NaN)),
                spoilt("BAD_BOX", f -> f.getFace().getBox().setX(Float.NEGATIVE_INFINITY)),
                spoilt("BAD_QUALITY", f -> f.getFace().getQuality().setScore(Float.POSITIVE_INFINITY)),
                spoilt("BAD_QUALITY", f -> f.getFace().getQuality().setScore(Float.NaN)),
                spoilt("TOO_LONG", f -> f.getFace().setFaceId("f".repeat(1_001))),
                spoilt("TOO_LONG", f -> f.setTrackId("t".repeat(1_001))),
                spoilt("INCOMPLETE", f -> f.setFace(null)),
                spoilt("INCOMPLETE", f -> f.setModelId(null)));
    }

    private static Arguments spoilt(String reason, Consumer<FaceEmbedding> spoil) {
        return Arguments.of(reason, spoil);
    }

    @Test
    void recordsWithoutKeyAreDeadLettered() {
        matcher.underKey(null, face("lobby", 0, 1, "t1", 1, person(1), GOOD));
        matcher.underKey(null, enrolment(1, "photo-a", person(1)));
        matcher.raw(Topics.PEOPLE, null, matcher.avro.encode(Topics.PEOPLE, erasure(1)));
        matcher.raw(Topics.PEOPLE, "somebody-else", matcher.avro.encode(Topics.PEOPLE, erasure(1)));
        matcher.raw(Topics.GALLERY, null, null);
        FaceEmbedding nobody = enrolment(1, "photo-a", person(1));
        nobody.setEnrollment(null);
        matcher.underKey(personId(1), nobody);

        assertThat(matcher.deadLetters())
                .extracting(letter -> letter.replaceAll("test.(\\w+ \\w+) .*", "$1"))
                .containsExactly(
                        "embeddings KEY_MISMATCH",
                        "embeddings KEY_MISMATCH",
                        "people KEY_MISMATCH",
                        "people KEY_MISMATCH",
                        "embeddings INCOMPLETE");
        assertThat(matcher.galleryLetters).hasSize(1);
    }

    @Test
    void aTemplateOfAForeignLengthDoesNotDecideHowLongOthersMustBe() {
        String foreignKey = "p/t/" + Recorded.MODEL.id();
        matcher.raw(
                Topics.GALLERY, foreignKey, template("p", Recorded.MODEL.id().toString(), new float[] {1, 1}));
        matcher.raw(
                Topics.GALLERY, "p/t/" + Recorded.OTHER_MODEL, template("p", Recorded.OTHER_MODEL, new float[] {1, 1}));
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.galleryLetters).hasSize(1);
        assertThat(matcher.count("sightline.dead.letters", "stage", "matcher", "reason", "BAD_VECTOR"))
                .isEqualTo(1);
        assertThat(matcher.gallery.size()).isEqualTo(1);
        assertThat(matcher.events()).extracting(IdentityEvent::getKind).contains(EventKind.IDENTIFIED);
    }

    private byte[] template(String personId, String modelId, float[] values) {
        return matcher.avro.encode(
                Topics.GALLERY,
                GalleryEntry.newBuilder()
                        .setPersonId(personId)
                        .setTemplateId("t")
                        .setModelId(modelId)
                        .setVector(Embedding.normalised(values).toBytes())
                        .setQuality(1)
                        .setEnrolledAt(Recorded.at(0))
                        .build());
    }

    @Test
    void aTemplateThatCannotBeUsedIsDeadLetteredAndNotKept() {
        GalleryEntry entry = GalleryEntry.newBuilder()
                .setPersonId("p")
                .setTemplateId("t")
                .setModelId(Recorded.MODEL.id().toString())
                .setVector(java.nio.ByteBuffer.wrap(new byte[8]))
                .setQuality(1)
                .setEnrolledAt(Recorded.at(0))
                .build();
        byte[] bytes = matcher.avro.encode(Topics.GALLERY, entry);

        matcher.raw(Topics.GALLERY, "p/t/" + Recorded.MODEL.id(), bytes);
        matcher.raw(Topics.GALLERY, "somebody/else/entirely", bytes);
        matcher.raw(Topics.GALLERY, "no-slash", null);

        assertThat(matcher.galleryLetters).hasSize(3);
        assertThat(matcher.gallery.size()).isZero();
        assertThat(matcher.gallery.offset()).isEqualTo(2);
    }

    @Test
    void theGallerysSizeAndTheDistancesAreMeasured() {
        matcher.enrol(enrolment(1, "photo-a", person(1)));
        matcher.live(face("lobby", 0, 1, "t1", 1, person(1), GOOD));

        assertThat(matcher.metrics
                        .get("sightline.matcher.gallery.templates")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(matcher.metrics.get("sightline.matcher.distance").summary().count())
                .isEqualTo(1);
        assertThat(matcher.count("sightline.matcher.events", "kind", "IDENTIFIED", "identified", "true"))
                .isEqualTo(1);
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
