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
import io.sightline.schemas.LabelIds;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two who were enrolled turn out to be one. */
class MergeTest {
    private static final int ADA = 1;
    private static final int BOB = 2;
    private static final int STRANGER = 9;

    private final List<IdentityEvent> all = new ArrayList<>();
    private TopologyHarness matcher;
    private long number;

    @BeforeEach
    void open(@TempDir Path stateDir) {
        matcher = new TopologyHarness(stateDir);
        matcher.enrol(enrolment(ADA, "photo-a", person(ADA)));
        matcher.enrol(enrolment(BOB, "photo-b", person(BOB)));
        matcher.entries();
    }

    @AfterEach
    void close() {
        matcher.close();
    }

    @Test
    void everyEventThatNamedTheOneIsCorrectedToTheOtherOnce() {
        visit("lobby", "t1", 100, BOB);
        visit("yard", "t2", 200, ADA);
        news();

        matcher.label(merged(BOB, ADA));
        assertThat(news())
                .containsExactly("CORRECTED t1/IDENTIFIED/2 " + personId(ADA), "CORRECTED t1/LEFT/3 " + personId(ADA));
        assertThat(last(EventKind.CORRECTED).getFormerPersonId()).isEqualTo(personId(BOB));
        matcher.label(merged(BOB, ADA));

        assertThat(news()).as("said again").isEmpty();
        assertThat(matcher.answers())
                .extracting(LabelResult::getOutcome, LabelResult::getEvents)
                .containsExactly(tuple(LabelOutcome.APPLIED, 2), tuple(LabelOutcome.ALREADY, 0));
        assertThat(matcher.entries())
                .as("templates are moved by whoever said so")
                .isEmpty();
    }

    @Test
    void whoIsInViewGoesOnAsTheOther() {
        see("lobby", "t1", 100, person(BOB));
        see("lobby", "t1", 101, person(BOB));
        news();

        matcher.label(merged(BOB, ADA));
        // The gallery still has the one's templates.
        see("lobby", "t1", 102, person(BOB));
        matcher.live(cameraTime("lobby", number, 160));

        assertThat(news()).containsExactly("CORRECTED t1/IDENTIFIED/2 " + personId(ADA), "LEFT t1 " + personId(ADA));
    }

    @Test
    void whoComesBeforeTheTemplatesAreMovedIsTheOther() {
        matcher.label(merged(BOB, ADA));

        visit("lobby", "t1", 100, BOB);

        assertThat(news())
                .containsExactly("APPEARED t1 -", "IDENTIFIED t1 " + personId(ADA), "LEFT t1 " + personId(ADA));
    }

    @Test
    void wordsAboutTheOneAreAboutTheOtherAlsoWhenTheOneIsErased() {
        visit("lobby", "t1", 100, STRANGER);
        news();
        String key = last(EventKind.UPDATED).getAnonymousId();
        matcher.label(word("named", LabelKind.NAMED)
                .setAnonymousId(key)
                .setPersonId(personId(BOB))
                .build());
        matcher.label(merged(BOB, ADA));
        matcher.person(erasure(BOB));
        visit("yard", "t2", 300, 3);
        news();
        IdentityEvent appeared = last(EventKind.APPEARED);
        matcher.answers();

        matcher.label(word("late", LabelKind.IS)
                .setEventId(appeared.getEventId())
                .setCameraId("yard")
                .setTrackId("t2")
                .setHomePartition(0)
                .setPersonId(personId(BOB))
                .build());

        assertThat(matcher.answers()).extracting(LabelResult::getOutcome).containsExactly(LabelOutcome.APPLIED);
        assertThat(news()).isNotEmpty().allMatch(e -> e.endsWith(" " + personId(ADA)));
        assertThat(all.stream().filter(e -> e.getTrackId().equals("t1") && key.equals(e.getFormerAnonymousId())))
                .as("the stranger was named the one, and that was corrected, too")
                .hasSize(2);
        matcher.person(erasure(ADA));
        matcher.answers();
        matcher.label(word("later", LabelKind.NAMED)
                .setAnonymousId("anon-000000000000")
                .setPersonId(personId(BOB))
                .build());
        assertThat(matcher.answers())
                .extracting(LabelResult::getOutcome)
                .as("who was merged is forgotten with the other")
                .containsExactly(LabelOutcome.PERSON_ERASED);
    }

    @Test
    void aFaceThatWasSaidToBeTheOneAndNotTheOtherIsNoLongerKeptFromThem() {
        Embedding lookAlike = picture(BOB, 0.7, 77);
        see("lobby", "t1", 100, lookAlike);
        see("lobby", "t1", 101, lookAlike);
        news();
        matcher.label(word("is", LabelKind.IS)
                .setEventId("t1/IDENTIFIED/2")
                .setCameraId("lobby")
                .setTrackId("t1")
                .setHomePartition(0)
                .setPersonId(personId(ADA))
                .build());
        assertThat(matcher.entries()).extracting(TestRecord::key).contains(notFace(BOB));

        matcher.label(merged(ADA, BOB));

        assertThat(matcher.entries())
                .extracting(TestRecord::key, TestRecord::value)
                .containsExactly(tuple(notFace(BOB), null));
    }

    private static String notFace(int who) {
        return personId(who) + "/not~t1/" + Recorded.MODEL.id();
    }

    @Test
    void theOtherWayRoundIsNoCircle() {
        visit("lobby", "t1", 100, BOB);
        news();
        matcher.label(merged(BOB, ADA));
        news();
        matcher.label(merged(ADA, BOB));

        assertThat(news()).isEmpty();
        assertThat(matcher.answers()).extracting(LabelResult::getOutcome).endsWith(LabelOutcome.ALREADY);
    }

    @Test
    void nobodyIsMergedWithThemselvesOrWithoutSayingWithWhom() {
        matcher.label(merged(BOB, BOB));
        matcher.label(word("half", LabelKind.MERGED).setPersonId(personId(BOB)).build());

        assertThat(matcher.deadLetters()).hasSize(2).allMatch(letter -> letter.contains("INCOMPLETE"));
    }

    private static Label merged(int from, int into) {
        return word(LabelIds.ofMerge(personId(from), personId(into)), LabelKind.MERGED)
                .setPersonId(personId(from))
                .setIntoPersonId(personId(into))
                .build();
    }

    private static Label.Builder word(String id, LabelKind kind) {
        return Label.newBuilder()
                .setLabelId(id)
                .setKind(kind)
                .setActor("operator")
                .setSaidAt(at(10_000));
    }

    /** In view for a second, then gone. */
    private void visit(String camera, String track, double second, int who) {
        see(camera, track, second, picture(who, 0.2, 1));
        see(camera, track, second + 1, picture(who, 0.2, 2));
        matcher.live(trackEnded(camera, ++number, second + 2, track));
        matcher.live(cameraTime(camera, number, second + 30));
    }

    private void see(String camera, String track, double second, Embedding vector) {
        matcher.live(face(camera, ++number, second, track, 1, vector, GOOD));
    }

    /** What came since. */
    private List<String> news() {
        List<IdentityEvent> news = matcher.events();
        all.addAll(news);
        return news.stream()
                .map(e ->
                        e.getKind() + " " + (e.getCorrects() == null ? e.getTrackId() : e.getCorrects()) + " " + who(e))
                .toList();
    }

    private static String who(IdentityEvent e) {
        if (e.getPersonId() != null) {
            return e.getPersonId();
        }
        return e.getAnonymousId() == null ? "-" : e.getAnonymousId();
    }

    private IdentityEvent last(EventKind kind) {
        return all.stream()
                .filter(e -> e.getKind() == kind)
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
