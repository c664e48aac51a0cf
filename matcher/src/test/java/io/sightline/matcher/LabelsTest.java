package io.sightline.matcher;

import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.at;
import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.enrolment;
import static io.sightline.matcher.Recorded.erasure;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.person;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static io.sightline.matcher.Recorded.trackEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sightline.core.Embedding;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Calibration;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TemplateKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people say of events, and what follows from it. */
class LabelsTest {
    private static final int ADA = 1;
    private static final int BOB = 2;
    private static final int STRANGER = 9;

    private final List<IdentityEvent> events = new ArrayList<>();
    private TopologyHarness matcher;
    private long number;

    @BeforeEach
    void open(@TempDir Path stateDir) {
        matcher = new TopologyHarness(stateDir);
        matcher.enrol(enrolment(ADA, "photo-a", person(ADA)));
        matcher.enrol(enrolment(BOB, "photo-b", person(BOB)));
        matcher.entries();
        matcher.results();
    }

    @AfterEach
    void close() {
        matcher.close();
    }

    @Test
    void whoIsSaidNotToBeThePersonIsRetractedFromEveryEventOfTheSighting() {
        visit("lobby", "t1", 100, BOB);
        events();

        matcher.label(isNot(identified("t1"), personId(BOB)));

        assertThat(told()).containsExactly("RETRACTED t1/IDENTIFIED/2 -", "RETRACTED t1/LEFT/3 -");
        assertThat(events.get(0).getFormerPersonId()).isEqualTo(personId(BOB));
        assertThat(events.get(0).getCapturedAt()).isEqualTo(identified("t1").getCapturedAt());
        assertThat(events.get(0).getExpiresAt()).isEqualTo(identified("t1").getExpiresAt());
        assertThat(events.get(0).getEventId()).isEqualTo("t1/IDENTIFIED/2/RETRACTED/label-1");
        assertThat(events).extracting(IdentityEvent::getSequence).containsExactly(4L, 5L);
        assertThat(matcher.answers())
                .extracting(LabelResult::getOutcome, LabelResult::getEvents)
                .containsExactly(tuple(LabelOutcome.APPLIED, 2));
    }

    @Test
    void aFaceThatWasSaidNotToBeThePersonDoesNotMatchThemAgain() {
        // Somebody between Bob and a stranger, near enough to Bob to be taken for him.
        Embedding lookAlike = picture(BOB, 0.7, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();
        matcher.label(isNot(identified("t1"), personId(BOB)));
        assertThat(told()).containsExactly("RETRACTED t1/IDENTIFIED/2 -");
        assertThat(entries())
                .extracting(e -> e.value().getKind(), e -> e.value().getPersonId())
                .containsExactly(tuple(TemplateKind.NOT, personId(BOB)));

        see("lobby", "t1", 102, lookAlike);
        see("yard", "t2", 500, lookAlike);
        see("yard", "t2", 501, lookAlike);
        see("yard", "t3", 700, person(BOB));
        events();

        assertThat(said()).doesNotContain("IDENTIFIED t1 " + personId(BOB), "IDENTIFIED t2 " + personId(BOB));
        assertThat(said()).as("Bob himself is known").contains("IDENTIFIED t3 " + personId(BOB));
    }

    @Test
    void whoIsSaidToBeSomebodyElseIsCorrectedAndKnownFromThenOn() {
        Embedding lookAlike = picture(BOB, 0.7, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();

        matcher.label(is(identified("t1"), ADA));

        assertThat(told()).containsExactly("CORRECTED t1/IDENTIFIED/2 " + personId(ADA));
        assertThat(entries())
                .extracting(e -> e.value().getKind() + " " + e.value().getPersonId())
                .containsExactlyInAnyOrder("NOT " + personId(BOB), "FACE " + personId(ADA));
        matcher.live(trackEnded("lobby", ++number, 102, "t1"));
        matcher.live(cameraTime("lobby", number, 120));
        see("yard", "t2", 500, lookAlike);
        see("yard", "t2", 501, lookAlike);
        events();
        assertThat(said())
                .as("an open track goes on as whom it was said to be")
                .contains("LEFT t1 " + personId(ADA), "IDENTIFIED t2 " + personId(ADA));
    }

    @Test
    void whatWasDecidedByALearnedFaceFallsWithIt() {
        Embedding lookAlike = picture(STRANGER, 0.1, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();
        IdentityEvent updated = last(EventKind.UPDATED);
        matcher.label(is(updated, ADA));
        see("yard", "t2", 500, lookAlike);
        see("yard", "t2", 501, lookAlike);
        events();
        assertThat(said()).contains("IDENTIFIED t2 " + personId(ADA));
        entries();

        matcher.label(label("label-2", LabelKind.IS_NOT, updated, personId(ADA)));

        assertThat(told())
                .containsExactlyInAnyOrder("RETRACTED " + updated.getEventId() + " -", "RETRACTED t2/IDENTIFIED/2 -");
        assertThat(entries()).as("the face is unlearned").anySatisfy(e -> {
            assertThat(e.key()).startsWith(personId(ADA) + "/track~t1/");
            assertThat(e.value()).isNull();
        });
    }

    @Test
    void whatAPersonSaidWasRightDoesNotFallWithTheFaceThatDecidedIt() {
        Embedding lookAlike = picture(STRANGER, 0.1, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();
        IdentityEvent updated = last(EventKind.UPDATED);
        matcher.label(is(updated, ADA));
        see("yard", "t2", 500, lookAlike);
        see("yard", "t2", 501, lookAlike);
        events();
        assertThat(said()).contains("IDENTIFIED t2 " + personId(ADA));

        matcher.label(label("label-2", LabelKind.IS, identified("t2"), personId(ADA)));
        matcher.label(label("label-3", LabelKind.IS_NOT, updated, personId(ADA)));

        assertThat(told()).containsExactly("RETRACTED " + updated.getEventId() + " -");
    }

    @Test
    void whatIsTakenBackFromOnePersonLeavesAloneWhatRestsOnTheSameFaceOfAnother() {
        Embedding lookAlike = picture(STRANGER, 0.1, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();
        IdentityEvent updated = last(EventKind.UPDATED);
        matcher.label(is(updated, ADA));
        see("yard", "t2", 500, lookAlike);
        see("yard", "t2", 501, lookAlike);
        events();

        matcher.label(Label.newBuilder()
                .setLabelId("unlearned-of-bob")
                .setKind(LabelKind.UNLEARNED)
                .setActor("matcher")
                .setSaidAt(at(10_000))
                .setCameraId("lobby")
                .setTrackId("t1")
                .setPersonId(personId(BOB))
                .build());
        assertThat(told()).isEmpty();
        matcher.label(label("label-2", LabelKind.IS_NOT, updated, personId(ADA)));

        assertThat(told()).contains("RETRACTED t2/IDENTIFIED/2 -");
    }

    @Test
    void aStrangerHasOneKeyOnAllCamerasAndNamingThemCorrectsThePast() {
        visit("lobby", "t1", 100, STRANGER);
        visit("yard", "t2", 200, STRANGER);
        visit("desk", "t3", 300, STRANGER);
        events();
        String key = last(EventKind.UPDATED).getAnonymousId();
        assertThat(said()).contains("UPDATED t1 " + key, "UPDATED t2 " + key, "UPDATED t3 " + key, "LEFT t3 " + key);
        assertThat(matcher.strangers()).hasSize(1);

        matcher.label(named(key, "person-grace"));

        assertThat(told())
                .containsExactlyInAnyOrder(
                        "CORRECTED t1/UPDATED/2 person-grace",
                        "CORRECTED t1/LEFT/3 person-grace",
                        "CORRECTED t2/UPDATED/2 person-grace",
                        "CORRECTED t2/LEFT/3 person-grace",
                        "CORRECTED t3/UPDATED/2 person-grace",
                        "CORRECTED t3/LEFT/3 person-grace");
        assertThat(entries()).extracting(e -> e.value().getPersonId()).containsExactly("person-grace");
        assertThat(matcher.strangers()).extracting(TestRecord::value).containsOnlyNulls();
        visit("lobby", "t4", 900, STRANGER);
        events();
        assertThat(said()).contains("IDENTIFIED t4 person-grace");
    }

    @Test
    void aStrangerWhoIsInViewGoesOnUnderTheNewName() {
        see("lobby", "t1", 100, person(STRANGER));
        see("lobby", "t1", 101, person(STRANGER));
        events();
        matcher.label(named(last(EventKind.UPDATED).getAnonymousId(), "person-grace"));
        see("lobby", "t1", 102, person(STRANGER));
        matcher.live(cameraTime("lobby", number, 160));
        events();

        assertThat(said()).contains("LEFT t1 person-grace");
        assertThat(said()).filteredOn(e -> e.startsWith("IDENTIFIED")).isEmpty();
    }

    @Test
    void twoKeysOfOneStrangerBecomeTheOlderEverywhere() {
        visit("lobby", "t1", 100, STRANGER);
        events();
        String younger = last(EventKind.UPDATED).getAnonymousId();
        matcher.raw(
                Topics.STRANGERS,
                "anon-000000000000/t0/" + Recorded.MODEL.id(),
                matcher.avro.encode(Topics.STRANGERS, olderStranger()));

        visit("yard", "t2", 200, STRANGER);
        events();

        assertThat(said()).contains("UPDATED t2 anon-000000000000", "CORRECTED t1 anon-000000000000");
        assertThat(events.stream().filter(e -> younger.equals(e.getFormerAnonymousId())))
                .hasSize(2);
    }

    @Test
    void aKeyThatWasMergedCanStillBeNamed() {
        visit("lobby", "t1", 100, STRANGER);
        events();
        String younger = last(EventKind.UPDATED).getAnonymousId();
        matcher.raw(
                Topics.STRANGERS,
                "anon-000000000000/t0/" + Recorded.MODEL.id(),
                matcher.avro.encode(Topics.STRANGERS, olderStranger()));
        visit("yard", "t2", 200, STRANGER);
        events();

        matcher.label(named(younger, "person-grace"));

        assertThat(told())
                .contains("CORRECTED t1/LEFT/3 person-grace", "CORRECTED t2/LEFT/3 person-grace")
                .hasSize(4);
    }

    @Test
    void aTrackThatPassedToAnotherPersonIsCorrectedForTheOneAndTeachesNothing() {
        for (int i = 0; i < 3; i++) {
            matcher.live(face("lobby", ++number, 100 + i, "t1", 1, picture(ADA, 0.3, i), GOOD));
        }
        for (int i = 3; i < 14; i++) {
            matcher.live(face("lobby", ++number, 100 + i, "t1", 1, picture(BOB, 0.3, i), GOOD));
        }
        events();
        assertThat(said()).contains("IDENTIFIED t1 " + personId(ADA), "IDENTIFIED t1 " + personId(BOB));

        matcher.label(label("label-1", LabelKind.IS, identified("t1"), personId(3)));

        assertThat(told()).containsExactly("CORRECTED t1/IDENTIFIED/2 " + personId(3));
        assertThat(entries()).as("whose face it is cannot be told").isEmpty();
    }

    @Test
    void whoIsForgottenAlsoLeavesWhereTheyWereSaidNotToBeSomebody() {
        Embedding lookAlike = picture(BOB, 0.7, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();
        matcher.label(is(identified("t1"), ADA));
        assertThat(entries()).hasSize(2);

        matcher.person(erasure(ADA));

        assertThat(entries()).extracting(TestRecord::key).anyMatch(key -> key.startsWith(personId(BOB) + "/not~t1/"));
    }

    @Test
    void aLabelWithAnEmptyIdIsDeadLettered() {
        matcher.label(named("anon-000000000000", " "));
        matcher.label(named("person-1", "person-2"));

        assertThat(matcher.deadLetters()).hasSize(2);
    }

    @Test
    void whoIsForgottenLeavesNothingThatWasLearned() {
        Embedding lookAlike = picture(STRANGER, 0.1, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        events();
        matcher.label(is(last(EventKind.UPDATED), ADA));
        entries();

        matcher.person(erasure(ADA));

        assertThat(entries()).extracting(TestRecord::value).containsOnlyNulls();
        assertThat(matcher.gallery.size()).as("Bob remains").isEqualTo(1);
        matcher.answers();
        matcher.label(label("label-9", LabelKind.IS, last(EventKind.UPDATED), personId(ADA)));
        assertThat(matcher.answers()).extracting(LabelResult::getOutcome).containsExactly(LabelOutcome.PERSON_ERASED);
    }

    @Test
    void whatCannotBeFollowedIsAnsweredCountedAndChangesNothing() {
        visit("lobby", "t1", 100, BOB);
        events();
        IdentityEvent bob = identified("t1");
        IdentityEvent never =
                IdentityEvent.newBuilder(bob).setEventId("t1/IDENTIFIED/99").build();

        matcher.label(label("label-1", LabelKind.IS, never, personId(ADA)));
        matcher.label(label("label-2", LabelKind.IS_NOT, bob, personId(ADA)));
        matcher.label(named("anon-ffffffffffff", "person-grace"));
        matcher.label(label("label-4", LabelKind.IS_NOT, bob, personId(BOB)));
        matcher.label(label("label-4", LabelKind.IS_NOT, bob, personId(BOB)));
        matcher.label(label("label-5", LabelKind.IS_NOT, bob, personId(BOB)));

        assertThat(matcher.answers())
                .extracting(LabelResult::getOutcome)
                .containsExactly(
                        LabelOutcome.UNKNOWN_EVENT,
                        LabelOutcome.NOT_SAID,
                        LabelOutcome.NOTHING_HERE,
                        LabelOutcome.APPLIED,
                        LabelOutcome.ALREADY,
                        LabelOutcome.NOT_SAID);
        assertThat(matcher.count("sightline.matcher.labels", "kind", "IS", "outcome", "UNKNOWN_EVENT"))
                .isEqualTo(1);
        assertThat(told()).as("by label-4 alone").hasSize(2);
    }

    @Test
    void whoSaysThatAnEventIsRightTeachesItsFaceOnce() {
        visit("lobby", "t1", 100, BOB);
        events();
        IdentityEvent bob = identified("t1");
        entries();

        matcher.label(label("label-1", LabelKind.IS, bob, personId(BOB)));

        assertThat(told()).as("nothing is corrected").isEmpty();
        List<TestRecord<String, GalleryEntry>> learned = entries();
        assertThat(learned).hasSize(1);
        assertThat(learned.get(0).value().getPersonId()).isEqualTo(personId(BOB));
        assertThat(learned.get(0).value().getLabelId()).isEqualTo("label-1");

        matcher.label(label("label-2", LabelKind.IS, bob, personId(BOB)));
        assertThat(entries()).isEmpty();
        assertThat(matcher.answers())
                .extracting(LabelResult::getOutcome)
                .containsExactly(LabelOutcome.APPLIED, LabelOutcome.ALREADY);

        matcher.label(label("label-3", LabelKind.IS_NOT, bob, personId(BOB)));
        assertThat(entries())
                .as("taken back")
                .filteredOn(entry -> entry.key().equals(learned.get(0).key()))
                .extracting(TestRecord::value)
                .containsOnlyNulls();
    }

    @Test
    void aLabelThatLacksItsPartsIsDeadLettered() {
        matcher.label(Label.newBuilder(named("anon-1", "p")).setPersonId(null).build());

        assertThat(matcher.deadLetters()).singleElement().asString().contains("labels INCOMPLETE");
    }

    @Test
    void aCalibrationHoldsAtOnceAndForTheCameraThatHasItsOwn() {
        matcher.model(calibration(0.2f, Map.of("yard", 1.0f)));
        see("lobby", "t1", 100, picture(BOB, 0.4, 1));
        see("lobby", "t1", 101, picture(BOB, 0.4, 2));
        see("yard", "t2", 100, picture(BOB, 0.4, 1));
        see("yard", "t2", 101, picture(BOB, 0.4, 2));
        events();

        assertThat(said()).contains("IDENTIFIED t2 " + personId(BOB)).noneMatch(e -> e.startsWith("IDENTIFIED t1"));
        assertThat(last(EventKind.IDENTIFIED).getReasons().getThreshold()).isEqualTo(1.0f);
    }

    @Test
    void whoEnrolsIsToldWhoLooksAlike() {
        matcher.enrol(enrolment(3, "photo-c", picture(BOB, 0.5, 3)));
        matcher.enrol(enrolment(4, "photo-d", person(4)));

        assertThat(matcher.results())
                .extracting(EnrollmentResult::getTooClose, EnrollmentResult::getClosestPersonId)
                .first()
                .isEqualTo(tuple(true, personId(BOB)));
        assertThat(matcher.metrics
                        .get("sightline.matcher.gallery.close.pairs")
                        .gauge()
                        .value())
                .isEqualTo(1);
        matcher.person(erasure(3));
        assertThat(matcher.metrics
                        .get("sightline.matcher.gallery.close.pairs")
                        .gauge()
                        .value())
                .isEqualTo(0);
    }

    @Test
    void aClockThatJumpsIsCountedAndNobodyIsToldWhoIsNotThere() {
        see("lobby", "t1", 100, person(BOB));
        see("lobby", "t1", 3700, person(BOB));
        see("lobby", "t1", 101, person(BOB));
        events();

        assertThat(matcher.count("sightline.matcher.clock.jumps", "camera", "lobby", "direction", "ahead"))
                .isEqualTo(1);
        assertThat(matcher.count("sightline.matcher.clock.jumps", "camera", "lobby", "direction", "back"))
                .isEqualTo(1);
        assertThat(events)
                .extracting(IdentityEvent::getPersonId)
                .contains(personId(BOB))
                .doesNotContain(personId(ADA));
    }

    @Test
    void aStrangerIsForgottenAfterAWhile() {
        visit("lobby", "t1", 100, STRANGER);
        assertThat(matcher.strangers()).hasSize(1);

        matcher.live(cameraTime("lobby", number, 100 + 29 * 86_400.0));
        assertThat(matcher.strangers()).isEmpty();
        matcher.live(cameraTime("lobby", number, 100 + 32 * 86_400.0));

        assertThat(matcher.strangers())
                .singleElement()
                .extracting(TestRecord::value)
                .isNull();
        events();
        matcher.label(label("label-1", LabelKind.IS, last(EventKind.UPDATED), personId(ADA)));
        assertThat(matcher.answers())
                .as("so are its events")
                .extracting(LabelResult::getOutcome)
                .containsExactly(LabelOutcome.UNKNOWN_EVENT);
    }

    @Test
    void whatIsSaidOfASightingCorrectsTheTracksThatJoinedItToo() {
        see("lobby", "t1", 100, person(BOB));
        see("lobby", "t2", 101, picture(BOB, 0.2, 1));
        matcher.live(cameraTime("lobby", number, 160));
        events();
        assertThat(said())
                .containsExactly(
                        "APPEARED t1 -",
                        "IDENTIFIED t1 " + personId(BOB),
                        "UPDATED t2 " + personId(BOB),
                        "LEFT t1 " + personId(BOB));

        matcher.label(is(identified("t1"), ADA));

        assertThat(told())
                .containsExactly(
                        "CORRECTED t1/IDENTIFIED/2 " + personId(ADA),
                        "CORRECTED t1/LEFT/3 " + personId(ADA),
                        "CORRECTED t2/UPDATED/1 " + personId(ADA));
        assertThat(events).extracting(IdentityEvent::getSightingId).containsOnly("t1");
        assertThat(entries())
                .as("both tracks teach who it is and who it is not")
                .extracting(e -> e.value().getKind() + " " + e.value().getPersonId() + " "
                        + e.value().getTemplateId())
                .containsExactlyInAnyOrder(
                        "NOT " + personId(BOB) + " not~t1",
                        "FACE " + personId(ADA) + " track~t1",
                        "NOT " + personId(BOB) + " not~t2",
                        "FACE " + personId(ADA) + " track~t2");
    }

    @Test
    void whatIsSaidOfATrackThatJoinedIsSaidOfTheWholeSighting() {
        see("lobby", "t1", 100, person(BOB));
        see("lobby", "t2", 101, picture(BOB, 0.2, 1));
        events();
        IdentityEvent joined = last(EventKind.UPDATED);
        assertThat(joined.getTrackId()).isEqualTo("t2");

        matcher.label(is(joined, ADA));

        assertThat(told())
                .containsExactly(
                        "CORRECTED t1/IDENTIFIED/2 " + personId(ADA), "CORRECTED t2/UPDATED/1 " + personId(ADA));
        see("lobby", "t1", 102, person(BOB));
        matcher.live(cameraTime("lobby", number, 160));
        events();
        assertThat(said()).as("who is in view goes on as that").endsWith("LEFT t1 " + personId(ADA));
        assertThat(matcher.answers())
                .extracting(LabelResult::getOutcome, LabelResult::getEvents)
                .containsExactly(tuple(LabelOutcome.APPLIED, 2));
    }

    @Test
    void whoIsSaidNotToBeThePersonIsAnnouncedThoughTheirTrackHadJoined() {
        see("lobby", "t1", 100, person(BOB));
        see("lobby", "t2", 101, picture(BOB, 0.2, 1));
        events();

        matcher.label(isNot(last(EventKind.UPDATED), personId(BOB)));
        see("lobby", "t2", 102, picture(BOB, 0.2, 2));

        assertThat(told())
                .startsWith("RETRACTED t1/IDENTIFIED/2 -", "RETRACTED t2/UPDATED/1 -", "APPEARED null -")
                .noneMatch(e -> e.endsWith(personId(BOB)));
    }

    @Test
    void aTrackThatWentOnAsSomebodyElseIsCorrectedForTheSightingThatItHadJoined() {
        see("lobby", "t1", 100, person(BOB));
        see("lobby", "t2", 101, person(BOB));
        for (int i = 2; i < 14; i++) {
            see("lobby", "t2", 100 + i, picture(ADA, 0.3, i));
        }
        events();
        assertThat(said()).contains("UPDATED t2 " + personId(BOB), "IDENTIFIED t2 " + personId(ADA));

        matcher.label(label("label-1", LabelKind.IS, identified("t1"), personId(3)));

        assertThat(told()).containsExactly("CORRECTED t1/IDENTIFIED/2 person-3", "CORRECTED t2/UPDATED/1 person-3");
        assertThat(entries())
                .as("a track of two people teaches nothing")
                .extracting(e -> e.value().getTemplateId())
                .containsOnly("not~t1", "track~t1");
    }

    @Test
    void ofTwoWhoseTracksWereSwappedEachIsCorrectedWhereverTheyWereNamed() {
        for (int i = 0; i < 3; i++) {
            see("lobby", "left", 100 + i, 1, picture(ADA, 0.3, i));
            see("lobby", "right", 100 + i, 2, picture(BOB, 0.3, i));
        }
        for (int i = 3; i < 14; i++) {
            see("lobby", "left", 100 + i, 1, picture(BOB, 0.3, i));
            see("lobby", "right", 100 + i, 2, picture(ADA, 0.3, i));
        }
        events();
        assertThat(said()).contains("UPDATED left " + personId(BOB), "UPDATED right " + personId(ADA));

        matcher.label(label("label-1", LabelKind.IS, identified("left"), personId(3)));

        assertThat(told())
                .containsExactly("CORRECTED left/IDENTIFIED/2 person-3", "CORRECTED right/UPDATED/3 person-3");
        assertThat(events).extracting(IdentityEvent::getSightingId).containsOnly("left");
    }

    @Test
    void namingAStrangerCorrectsTheTracksThatJoinedThem() {
        see("lobby", "t1", 100, person(STRANGER));
        see("lobby", "t1", 101, person(STRANGER));
        see("lobby", "t2", 102, picture(STRANGER, 0.2, 1));
        see("lobby", "t2", 103, picture(STRANGER, 0.2, 2));
        events();
        String key = last(EventKind.UPDATED).getAnonymousId();
        assertThat(said()).containsExactly("APPEARED t1 -", "UPDATED t1 " + key, "APPEARED t2 -", "UPDATED t2 " + key);

        matcher.label(named(key, "person-grace"));

        assertThat(told())
                .containsExactly("CORRECTED t1/UPDATED/2 person-grace", "CORRECTED t2/UPDATED/2 person-grace");
    }

    @Test
    void aTrackThatJoinedByALearnedFaceFallsWithItThoughTheSightingStays() {
        Embedding lookAlike = picture(STRANGER, 0.1, 77);
        see("yard", "t1", 100, lookAlike);
        see("yard", "t1", 101, lookAlike);
        events();
        IdentityEvent stranger = last(EventKind.UPDATED);
        matcher.label(is(stranger, ADA));
        see("lobby", "t2", 500, person(ADA));
        see("lobby", "t3", 501, lookAlike);
        events();
        assertThat(said()).contains("IDENTIFIED t2 " + personId(ADA), "UPDATED t3 " + personId(ADA));

        matcher.label(label("label-2", LabelKind.IS_NOT, stranger, personId(ADA)));

        assertThat(told()).contains("RETRACTED t3/UPDATED/1 -").noneMatch(e -> e.contains("t2/"));
    }

    @Test
    void ofASightingOfManyTracksAllAreCorrectedAndTheBestTeach() {
        for (int i = 0; i < 300; i++) {
            float quality = i % 100 == 0 ? GOOD : 0.6f;
            matcher.live(face("lobby", ++number, 100 + i, "t" + i, 1, picture(BOB, 0.1, i), quality));
        }
        events();
        assertThat(said()).filteredOn(e -> e.startsWith("UPDATED")).hasSize(299);

        matcher.label(is(identified("t0"), ADA));

        assertThat(told()).filteredOn(e -> e.startsWith("CORRECTED")).hasSize(300);
        assertThat(entries())
                .filteredOn(e -> e.value().getKind() == TemplateKind.FACE)
                .hasSize(8)
                .extracting(e -> e.value().getTemplateId())
                .contains("track~t0", "track~t100", "track~t200");
    }

    /** In view for a second, then gone. */
    private void visit(String camera, String track, double second, int who) {
        see(camera, track, second, picture(who, 0.2, 1));
        see(camera, track, second + 1, picture(who, 0.2, 2));
        matcher.live(trackEnded(camera, ++number, second + 2, track));
        matcher.live(cameraTime(camera, number, second + 30));
    }

    private void see(String camera, String track, double second, Embedding vector) {
        see(camera, track, second, 1, vector);
    }

    private void see(String camera, String track, double second, int column, Embedding vector) {
        matcher.live(face(camera, ++number, second, track, column, vector, GOOD));
    }

    private void events() {
        events.addAll(matcher.events());
    }

    /** Those that came since, by what they correct, and who it is now. */
    private List<String> told() {
        events.clear();
        events();
        return events.stream()
                .map(e -> e.getKind() + " " + e.getCorrects() + " " + who(e))
                .toList();
    }

    private List<String> said() {
        return events.stream()
                .map(e -> e.getKind() + " " + e.getTrackId() + " " + who(e))
                .toList();
    }

    private static String who(IdentityEvent e) {
        if (e.getPersonId() != null) {
            return e.getPersonId();
        }
        return e.getAnonymousId() == null ? "-" : e.getAnonymousId();
    }

    private List<TestRecord<String, GalleryEntry>> entries() {
        return matcher.entries();
    }

    private final List<IdentityEvent> remembered = new ArrayList<>();

    private IdentityEvent identified(String track) {
        remember();
        return remembered.stream()
                .filter(e ->
                        e.getKind() == EventKind.IDENTIFIED && e.getTrackId().equals(track))
                .findFirst()
                .orElseThrow();
    }

    private IdentityEvent last(EventKind kind) {
        remember();
        return remembered.stream()
                .filter(e -> e.getKind() == kind)
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private void remember() {
        events.stream().filter(e -> !remembered.contains(e)).forEach(remembered::add);
    }

    private static Label isNot(IdentityEvent event, String personId) {
        return label("label-1", LabelKind.IS_NOT, event, personId);
    }

    private static Label is(IdentityEvent event, int who) {
        return label("label-1", LabelKind.IS, event, personId(who));
    }

    private static Label label(String id, LabelKind kind, IdentityEvent event, String personId) {
        return Label.newBuilder()
                .setLabelId(id)
                .setKind(kind)
                .setActor("operator")
                .setSaidAt(at(10_000))
                .setEventId(event.getEventId())
                .setCameraId(event.getCameraId())
                .setTrackId(event.getTrackId())
                .setHomePartition(0)
                .setPersonId(personId)
                .build();
    }

    private static Label named(String anonymousId, String personId) {
        return Label.newBuilder()
                .setLabelId("label-named-" + anonymousId)
                .setKind(LabelKind.NAMED)
                .setActor("operator")
                .setSaidAt(at(10_000))
                .setAnonymousId(anonymousId)
                .setPersonId(personId)
                .build();
    }

    private static StrangerEntry olderStranger() {
        return StrangerEntry.newBuilder()
                .setAnonymousId("anon-000000000000")
                .setTrackId("t0")
                .setModelId(Recorded.MODEL.id().toString())
                .setVector(picture(STRANGER, 0.1, 5).toBytes())
                .setQuality(GOOD)
                .setCameraId("gate")
                .setKnownSince(at(-1000))
                .setSeenAt(at(-1000))
                .build();
    }

    private static ModelRecord calibration(float threshold, Map<String, Float> cameras) {
        return ModelRecord.newBuilder()
                .setModelId(Recorded.MODEL.id().toString())
                .setCalibration(Calibration.newBuilder()
                        .setThreshold(threshold)
                        .setMargin(0.05f)
                        .setFar(1e-4)
                        .setImpostorPairs(1_000_000)
                        .setCameras(cameras)
                        .build())
                .setActor("operator")
                .setChangedAt(at(0))
                .build();
    }
}
