package io.sightline.matcher;

import static io.sightline.matcher.Recorded.FAIR;
import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.at;
import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static io.sightline.matcher.Recorded.trackEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.state.CameraState;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every record is applied to a camera that was just read back from its store: a restart at each moment. */
class CameraSightingsTest {
    private static final String CAM = "lobby";

    private final Knowledge knowledge = Knowledge.of(Recorded.MODEL, new Gallery());
    private final Gallery gallery = knowledge.gallery();
    private final TrackDecider decider = knowledge.decider(ConfigLoader.defaults(DecisionSettings.class));
    private final Serde<CameraState> serde = StateSerde.of(CameraState.class);
    private final List<IdentityEvent> events = new ArrayList<>();
    private final List<Outcome.Withdrawal> withdrawn = new ArrayList<>();
    private final List<Outcome.Same> same = new ArrayList<>();
    private byte[] state;
    private int behind;

    @BeforeEach
    void enrolTwo() {
        for (int who = 1; who <= 2; who++) {
            String key =
                    new GalleryKey(personId(who), "photo", Recorded.MODEL.id().toString()).toString();
            gallery.put(key, personId(who), picture(who, 0.3, 500), who);
        }
    }

    @Test
    void aPersonWhoPassesOnceAppearsIsIdentifiedOnceAndLeaves() {
        see(0, 0, "t1", 1, FAIR);
        see(4, 0.4, "t1", 1, FAIR);
        see(8, 0.8, "t1", 1, GOOD);
        apply(trackEnded(CAM, 20, 2, "t1"));
        apply(cameraTime(CAM, 20, 10.7));
        assertThat(told())
                .as("with a clearly better crop it is told again what is known")
                .containsExactly("APPEARED t1 -", "IDENTIFIED t1 person-1", "UPDATED t1 person-1");

        apply(cameraTime(CAM, 20, 11));

        assertThat(told()).endsWith("LEFT t1 person-1").hasSize(4);
        IdentityEvent left = events.get(3);
        assertThat(left.getCapturedAt()).isEqualTo(at(0.8));
        assertThat(left.getFirstSeenAt()).isEqualTo(at(0));
        assertThat(left.getExpiresAt()).isEqualTo(at(21));
        assertThat(left.getCrop().getOffset()).as("the best crop").isEqualTo(81);
    }

    @Test
    void anEventHoldsItsReasons() {
        see(0, 0, "t1", 1, FAIR);
        see(4, 0.4, "t1", 1, GOOD);

        IdentityEvent identified = events.get(1);
        assertThat(identified.getEventId()).isEqualTo("t1/IDENTIFIED/2");
        assertThat(identified.getSequence()).isEqualTo(2);
        assertThat(identified.getFrameId()).isEqualTo(CAM + "/" + Recorded.START + "/4");
        assertThat(identified.getCapturedAt()).isEqualTo(at(0.4));
        assertThat(identified.getExpiresAt()).isEqualTo(at(10.4));
        var reasons = identified.getReasons();
        assertThat(reasons.getModelId()).isEqualTo(Recorded.MODEL.id().toString());
        assertThat(reasons.getDistance()).isBetween(0.1f, 0.9f);
        assertThat(reasons.getThreshold()).isEqualTo(0.9f);
        assertThat(reasons.getRunnerUpPersonId()).isEqualTo(personId(2));
        assertThat(reasons.getRunnerUpDistance()).isGreaterThan(1.1f);
        assertThat(reasons.getRequiredMargin()).isEqualTo(0.05f);
        assertThat(reasons.getEvidence()).isEqualTo(2);
        assertThat(reasons.getQuality()).isEqualTo(GOOD);
        assertThat(reasons.getGalleryOffset()).isEqualTo(2);
    }

    @Test
    void aStrangerGetsAKeyAndLeavesWhenTheSightingIsOver() {
        for (int i = 0; i < 6; i++) {
            see(i, i, "t1", 9, GOOD);
        }
        apply(trackEnded(CAM, 6, 6, "t1"));
        apply(cameraTime(CAM, 6, 16));

        assertThat(told()).containsExactly("APPEARED t1 -", "UPDATED t1 stranger", "LEFT t1 stranger");
        assertThat(events.get(1).getAnonymousId()).matches("anon-[0-9a-f]{12}");
        assertThat(events.get(1).getPersonId()).isNull();
        assertThat(events.get(1).getReasons().getDistance()).isGreaterThan(0.9f);
    }

    @Test
    void aStrangerWhoComesBackHasTheSameKeyAndWithinTheGapTheSameSighting() {
        see(0, 0, "t1", 9, GOOD);
        see(1, 1, "t1", 9, GOOD);
        apply(trackEnded(CAM, 2, 2, "t1"));
        see(5, 5, "t2", 9, GOOD);
        see(6, 6, "t2", 9, GOOD);
        apply(trackEnded(CAM, 7, 7, "t2"));
        apply(cameraTime(CAM, 7, 20));
        see(100, 100, "t3", 9, GOOD);
        see(101, 101, "t3", 9, GOOD);

        assertThat(told())
                .containsExactly(
                        "APPEARED t1 -",
                        "UPDATED t1 stranger",
                        "APPEARED t2 -",
                        "UPDATED t2 stranger",
                        "LEFT t1 stranger",
                        "LEFT t2 stranger",
                        "APPEARED t3 -",
                        "UPDATED t3 stranger");
        assertThat(events.stream()
                        .map(IdentityEvent::getAnonymousId)
                        .filter(Objects::nonNull)
                        .distinct())
                .hasSize(1);
        assertThat(events.get(3).getSightingId()).as("the second track joins").isEqualTo("t1");
        assertThat(events.get(3).getReasons().getStrangerDistance()).isLessThan(0.9f);
        assertThat(events.get(5).getSightingId()).isEqualTo("t1");
        assertThat(events.get(7).getReasons().getStrangerDistance()).isLessThan(0.9f);
        assertThat(events.get(7).getSightingId()).isEqualTo("t3");
    }

    @Test
    void strangersHaveKeysOfTheirOwn() {
        for (int i = 0; i < 3; i++) {
            see(i, i, "t1", 1, 8, GOOD);
            see(i, i, "t2", 2, 9, GOOD);
        }

        assertThat(events.stream()
                        .map(IdentityEvent::getAnonymousId)
                        .filter(Objects::nonNull)
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aPersonWhoWasTakenForAStrangerIsIdentifiedAndTheStrangerIsNoMore() {
        apply(face(CAM, 0, 0, "t1", 1, picture(1, 1.1, 0), GOOD));
        apply(face(CAM, 1, 1, "t1", 1, picture(1, 1.1, 0), GOOD));
        assertThat(told()).containsExactly("APPEARED t1 -", "UPDATED t1 stranger");
        for (int i = 2; i < 8; i++) {
            see(i, i, "t1", 1, GOOD);
        }

        assertThat(told()).endsWith("IDENTIFIED t1 person-1").hasSize(3);
        assertThat(withdrawn).extracting(Outcome.Withdrawal::trackId).containsExactly("t1");
    }

    @Test
    void twoStrangersWhoProveToBeOneAreToldToBeTheOlder() {
        introduce("anon-young", 9, 2, at(-10).toEpochMilli());
        introduce("anon-old", 9, 3, at(-1000).toEpochMilli());
        see(0, 0, "t1", 9, GOOD);
        see(1, 1, "t1", 9, GOOD);

        assertThat(events.get(1).getAnonymousId()).isEqualTo("anon-old");
        assertThat(same).containsExactly(new Outcome.Same("anon-young", "anon-old"));
    }

    @Test
    void aPersonWhomTheFaceWasSaidNotToBeIsNotMatched() {
        gallery.putRefusal(
                new GalleryKey(personId(1), "not~t0", Recorded.MODEL.id().toString()).toString(),
                personId(1),
                picture(1, 0.5, 0),
                3);
        FaceEmbedding lookAlike = face(CAM, 0, 0, "t1", 1, picture(1, 0.5, 0), GOOD);
        apply(lookAlike);

        assertThat(told()).doesNotContain("IDENTIFIED t1 person-1");
    }

    @Test
    void twoWhoCrossAreIdentifiedOnceEachThoughTheirTracksAreSwapped() {
        for (int i = 0; i < 5; i++) {
            see(i, i, "left", 1, 1, GOOD);
            see(i, i, "right", 2, 2, GOOD);
        }
        for (int i = 5; i < 20; i++) {
            see(i, i, "left", 1, 2, GOOD);
            see(i, i, "right", 2, 1, GOOD);
        }
        apply(trackEnded(CAM, 20, 20, "left"));
        apply(trackEnded(CAM, 20, 20, "right"));
        apply(cameraTime(CAM, 20, 40));

        assertThat(told())
                .startsWith(
                        "APPEARED left -", "IDENTIFIED left person-1", "APPEARED right -", "IDENTIFIED right person-2")
                .hasSize(8)
                .as("each track says once whose sighting it has joined")
                .contains("UPDATED left person-2", "UPDATED right person-1")
                .contains("LEFT left person-2", "LEFT right person-1");
        assertThat(events.subList(4, 6))
                .extracting(e -> e.getTrackId() + " in the sighting of " + e.getSightingId())
                .containsExactlyInAnyOrder("left in the sighting of right", "right in the sighting of left");
    }

    @Test
    void aTrackThatBecomesSomebodyElseTellsSoOnce() {
        see(0, 0, "t1", 1, GOOD);
        for (int i = 1; i < 12; i++) {
            see(i, i, "t1", 2, GOOD);
        }

        assertThat(told()).containsExactly("APPEARED t1 -", "IDENTIFIED t1 person-1", "IDENTIFIED t1 person-2");
    }

    @Test
    void aStrangersFaceWithinATrackChangesNothing() {
        for (int i = 0; i < 10; i++) {
            see(i, i, "t1", i % 3 == 2 ? 2 : 1, GOOD);
        }

        assertThat(told()).containsExactly("APPEARED t1 -", "IDENTIFIED t1 person-1");
    }

    @Test
    void aNewTrackOfAPersonWhoIsThereOrWasAMomentAgoJoinsTheSighting() {
        see(0, 0, "t1", 1, GOOD);
        apply(trackEnded(CAM, 1, 1, "t1"));
        see(5, 5, "t2", 1, GOOD); // known at once
        apply(trackEnded(CAM, 6, 6, "t2"));
        see(12, 12, "t3", 1, FAIR); // not yet known: announced, then found to be there already
        see(13, 13, "t3", 1, FAIR);
        apply(trackEnded(CAM, 14, 14, "t3"));
        apply(cameraTime(CAM, 14, 22.9));
        assertThat(told())
                .containsExactly(
                        "APPEARED t1 -",
                        "IDENTIFIED t1 person-1",
                        "UPDATED t2 person-1",
                        "APPEARED t3 -",
                        "UPDATED t3 person-1");

        apply(cameraTime(CAM, 14, 23));

        assertThat(told()).endsWith("LEFT t1 person-1", "LEFT t3 person-1").hasSize(7);
        assertThat(events.get(5).getCapturedAt()).as("when they were last seen").isEqualTo(at(13));
    }

    @Test
    void aTrackThatJoinsTellsWhoseFaceItIsAndWhy() {
        see(0, 0, "t1", 1, GOOD);
        apply(trackEnded(CAM, 1, 1, "t1"));
        see(5, 5, "t2", 1, GOOD);

        IdentityEvent joined = events.get(2);
        assertThat(joined.getEventId()).isEqualTo("t2/UPDATED/1");
        assertThat(joined.getSequence()).isEqualTo(3);
        assertThat(joined.getSightingId()).isEqualTo("t1");
        assertThat(joined.getCapturedAt()).isEqualTo(at(5));
        assertThat(joined.getFirstSeenAt()).as("of this track").isEqualTo(at(5));
        assertThat(joined.getFrameId()).isEqualTo(CAM + "/" + Recorded.START + "/5");
        assertThat(joined.getBox()).isNotNull();
        assertThat(joined.getCrop().getOffset()).as("its own crop").isEqualTo(51);
        assertThat(joined.getReasons().getNearestPersonId()).isEqualTo(personId(1));
        assertThat(joined.getReasons().getEvidence()).isEqualTo(1);
    }

    @Test
    void howeverLongATrackGoesOnItTellsOnceThatItHasJoined() {
        see(0, 0, "t1", 1, GOOD);
        apply(trackEnded(CAM, 1, 1, "t1"));
        for (int i = 5; i < 40; i++) {
            see(i, i, "t2", 1, GOOD);
        }
        apply(trackEnded(CAM, 40, 40, "t2"));
        apply(cameraTime(CAM, 40, 60));

        assertThat(told())
                .containsExactly("APPEARED t1 -", "IDENTIFIED t1 person-1", "UPDATED t2 person-1", "LEFT t1 person-1");
    }

    @Test
    void aTrackThatBecomesSomebodyElseWhoIsThereJoinsThemAndNobodyIsIdentifiedAgain() {
        see(0, 0, "t1", 1, 1, GOOD);
        see(0, 0, "t2", 2, 2, GOOD);
        for (int i = 1; i < 12; i++) {
            see(i, i, "t1", 1, 2, GOOD);
        }

        assertThat(told())
                .containsExactly(
                        "APPEARED t1 -",
                        "IDENTIFIED t1 person-1",
                        "APPEARED t2 -",
                        "IDENTIFIED t2 person-2",
                        "UPDATED t1 person-2");
        assertThat(events.get(4).getSightingId()).isEqualTo("t2");
    }

    @Test
    void aStrangerWhoProvesToBeSomebodyWhoIsThereJoinsThem() {
        see(0, 0, "t1", 1, 1, GOOD);
        apply(face(CAM, 1, 1, "t2", 2, picture(1, 1.1, 0), GOOD));
        apply(face(CAM, 2, 2, "t2", 2, picture(1, 1.1, 0), GOOD));
        for (int i = 3; i < 9; i++) {
            see(i, i, "t2", 2, 1, GOOD);
        }

        assertThat(told())
                .containsExactly(
                        "APPEARED t1 -",
                        "IDENTIFIED t1 person-1",
                        "APPEARED t2 -",
                        "UPDATED t2 stranger",
                        "UPDATED t2 person-1");
        assertThat(events.get(4).getSightingId()).isEqualTo("t1");
        assertThat(withdrawn).extracting(Outcome.Withdrawal::trackId).containsExactly("t2");
    }

    @Test
    void whoComesBackAfterTheGapIsIdentifiedAgain() {
        see(0, 0, "t1", 1, GOOD);
        apply(trackEnded(CAM, 1, 1, "t1"));
        see(200, 20, "t2", 1, GOOD);

        assertThat(told())
                .containsExactly(
                        "APPEARED t1 -",
                        "IDENTIFIED t1 person-1",
                        "LEFT t1 person-1",
                        "APPEARED t2 -",
                        "IDENTIFIED t2 person-1");
    }

    @Test
    void aTrackWhoseEndWasNeverToldEndsByTheCamerasClock() {
        see(0, 0, "t1", 9, GOOD);
        apply(cameraTime(CAM, 0, 29.9));
        assertThat(told()).hasSize(1);

        apply(cameraTime(CAM, 0, 30));

        assertThat(told())
                .as("one good face must do for a key, when no other comes")
                .containsExactly("APPEARED t1 -", "UPDATED t1 stranger", "LEFT t1 stranger");
    }

    @Test
    void whatComesTwiceOrFromBehindChangesNothing() {
        List<FaceEmbedding> records = List.of(
                record(0, 0, "t1", 1, 1, FAIR),
                record(0, 0, "t2", 2, 2, FAIR),
                cameraTime(CAM, 0, 0.2),
                record(4, 0.4, "t1", 1, 1, FAIR),
                record(4, 0.4, "t2", 2, 2, FAIR),
                trackEnded(CAM, 5, 0.5, "t1"));
        records.forEach(this::apply);
        byte[] before = state;
        List<String> told = told();

        records.forEach(this::apply);

        assertThat(behind).isEqualTo(records.size());
        assertThat(state).isEqualTo(before);
        assertThat(told()).isEqualTo(told);
    }

    @Test
    void anEpochThatBeginsIsNewsThoughItsNumbersBeginAgain() {
        see(50, 5, "t1", 1, GOOD);
        FaceEmbedding next = record(0, 6, "t2", 1, 2, GOOD);
        next.setEpoch(Recorded.START + 5500);

        apply(next);

        assertThat(behind).isZero();
        assertThat(told()).contains("IDENTIFIED t2 person-2");
    }

    @Test
    void aTrackThatWasLostAndComesBackCountsItsEventsOn() {
        see(0, 0, "t1", 1, GOOD);
        apply(cameraTime(CAM, 0, 50));
        see(1, 60, "t1", 1, GOOD);
        apply(trackEnded(CAM, 2, 61, "t1"));
        apply(cameraTime(CAM, 2, 80));
        apply(trackEnded(CAM, 3, 81, "t1"));

        assertThat(events)
                .extracting(IdentityEvent::getEventId)
                .containsExactly(
                        "t1/APPEARED/1",
                        "t1/IDENTIFIED/2",
                        "t1/LEFT/3",
                        "t1/APPEARED/4",
                        "t1/IDENTIFIED/5",
                        "t1/LEFT/6");
        assertThat(behind).as("the second end").isEqualTo(1);
        assertThat(serde.deserializer().deserialize("", state).getTracks()).isEmpty();
    }

    @Test
    void theEndOfATrackThatWasLostIsItsLastTrace() {
        see(0, 0, "t1", 9, GOOD);
        apply(cameraTime(CAM, 0, 50));
        apply(trackEnded(CAM, 1, 51, "t1"));

        assertThat(told()).containsExactly("APPEARED t1 -", "UPDATED t1 stranger", "LEFT t1 stranger");
        assertThat(serde.deserializer().deserialize("", state).getTracks()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackEndsWhatWasInViewAndNothingAfterIt() {
        see(0, 3600, "t1", 1, GOOD);
        see(1, 3601, "t2", 2, 9, GOOD);
        see(2, 2, "t3", 1, GOOD);
        see(3, 3, "t3", 1, GOOD);
        apply(cameraTime(CAM, 3, 4));

        assertThat(told())
                .containsExactly(
                        "APPEARED t1 -",
                        "IDENTIFIED t1 person-1",
                        "APPEARED t2 -",
                        "UPDATED t2 stranger",
                        "LEFT t1 person-1",
                        "LEFT t2 stranger",
                        "APPEARED t3 -",
                        "IDENTIFIED t3 person-1");
    }

    @Test
    void aVectorOfAnotherLengthIsRefusedAndChangesNothing() {
        FaceEmbedding broken = record(0, 0, "t1", 1, 1, GOOD);
        broken.setVector(Embedding.normalised(new float[] {1, 1}).toBytes());

        assertThatThrownBy(() -> apply(broken))
                .isInstanceOf(UnusableRecord.class)
                .hasMessageContaining("64 dimensions");
        broken.setVector(ByteBuffer.wrap(new byte[4 * Recorded.DIMENSION]));
        assertThatThrownBy(() -> apply(broken)).isInstanceOf(UnusableRecord.class);
        assertThat(state).isNull();
    }

    @Test
    void facesWithoutQualityAreSeenButAreNoEvidence() {
        see(0, 0, "t1", 1, 0.01f);
        see(1, 1, "t1", 1, 0.01f);

        assertThat(told()).containsExactly("APPEARED t1 -");
        assertThat(events.get(0).getReasons()).isNull();
    }

    @Test
    void stateDoesNotGrowWhileSomebodyStaysWhoseTrackBreaksAgainAndAgain() {
        int most = 0;
        for (int i = 0; i < 200; i++) {
            see(10L * i, i, "t" + i, 1, FAIR);
            see(10L * i + 3, i + 0.3, "t" + i, 1, FAIR);
            apply(trackEnded(CAM, 10L * i + 5, i + 0.5, "t" + i));
            most = Math.max(most, state.length);
        }

        assertThat(most).isLessThan(16_000);
        assertThat(told().stream().filter(e -> e.startsWith("IDENTIFIED"))).hasSize(1);
        assertThat(told().stream().filter(e -> e.startsWith("UPDATED")))
                .as("one for each track that joins")
                .hasSize(199);
        assertThat(told().stream().filter(e -> e.startsWith("LEFT"))).hasSize(200 - CameraSightings.MOST_WAITING);
    }

    @Test
    void theSightingsFirstTrackLeavesLastOfAllHoweverManyJoinWhoseEndIsNeverTold() {
        for (int i = 0; i < 100; i++) {
            apply(face(CAM, i, i, "t" + i, 1, picture(1, 0.1, i), GOOD));
        }
        assertThat(told().stream().filter(e -> e.startsWith("LEFT"))).isEmpty();

        apply(cameraTime(CAM, 100, 200));

        assertThat(told()).endsWith("LEFT t0 person-1").hasSize(102);
    }

    @Test
    void everyAppearedIsAnsweredByOneLeftAndSequencesHaveNoGaps() {
        for (int i = 0; i < 40; i++) {
            see(i, i, "t" + i % 7, i % 3, i % 3, i % 2 == 0 ? GOOD : FAIR);
            if (i % 5 == 0) {
                apply(trackEnded(CAM, i, i, "t" + i % 7));
            }
        }
        apply(cameraTime(CAM, 40, 200));

        assertThat(events).extracting(IdentityEvent::getSequence).isSorted().doesNotHaveDuplicates();
        assertThat(events.get(events.size() - 1).getSequence()).isEqualTo(events.size());
        for (int t = 0; t < 7; t++) {
            String track = "t" + t;
            assertThat(count(EventKind.APPEARED, track)).as(track).isEqualTo(count(EventKind.LEFT, track));
        }
    }

    private long count(EventKind kind, String track) {
        return events.stream()
                .filter(e -> e.getKind() == kind && e.getTrackId().equals(track))
                .count();
    }

    private void see(long number, double seconds, String track, int who, float quality) {
        see(number, seconds, track, 1, who, quality);
    }

    private void see(long number, double seconds, String track, int column, int who, float quality) {
        apply(record(number, seconds, track, column, who, quality));
    }

    private static FaceEmbedding record(long number, double seconds, String track, int column, int who, float quality) {
        return face(CAM, number, seconds, track, column, picture(who, 0.5, number), quality);
    }

    private void apply(FaceEmbedding record) {
        CameraState before = serde.deserializer().deserialize("", state);
        var camera = new CameraSightings(
                CAM, before, decider, ConfigLoader.defaults(SightingSettings.class), UnaryOperator.identity());
        Outcome outcome = camera.apply(record);
        behind += outcome.isNews() ? 0 : 1;
        events.addAll(outcome.events());
        withdrawn.addAll(outcome.withdrawals());
        same.addAll(outcome.duplicates());
        // As the matcher does: a stranger is known at once.
        outcome.introductions().forEach(i -> knowledge
                .strangers()
                .put(
                        new GalleryKey(
                                        i.stranger().key(),
                                        i.trackId(),
                                        Recorded.MODEL.id().toString())
                                .toString(),
                        i.stranger().key(),
                        i.likeness(),
                        i.knownSince(),
                        i.seenAt()));
        state = serde.serializer().serialize("", camera.toState());
    }

    private static String who(IdentityEvent e) {
        if (e.getPersonId() != null) {
            return e.getPersonId();
        }
        return e.getAnonymousId() == null ? "-" : "stranger";
    }

    private void introduce(String key, int who, long seed, long since) {
        knowledge
                .strangers()
                .put(
                        new GalleryKey(key, "t-" + key, Recorded.MODEL.id().toString()).toString(),
                        key,
                        picture(who, 0.1, seed),
                        since,
                        since);
    }

    private List<String> told() {
        return events.stream()
                .map(e -> e.getKind() + " " + e.getTrackId() + " " + who(e))
                .toList();
    }
}
