package io.sightline.matcher;

import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.MODEL;
import static io.sightline.matcher.Recorded.NEXT;
import static io.sightline.matcher.Recorded.asNext;
import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.copy;
import static io.sightline.matcher.Recorded.enrolment;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.person;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static io.sightline.matcher.Recorded.trackEnded;
import static io.sightline.matcher.Said.change;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same stream with and without a promotion in the middle. Vectors of the two models differ in length: whatever
 * compares them across fails the test.
 */
class SwitchingTest {
    private static final int ADA = 1;
    private static final int BOB = 2;
    private static final int STRANGER = 9;
    private static final ModelSwitch BEGINNING = change(MODEL, 0, 0);
    private static final ModelSwitch PROMOTION = change(NEXT, 300, 400);
    private static final ModelSwitch ROLLBACK = change(MODEL, 600, 700);

    /** With which models a crop of that time is embedded, in order. */
    private interface Embedder {
        List<ActiveModel> at(double seconds);
    }

    @TempDir
    private Path stateDir;

    @Test
    void whateverIsPromotedTheEventsAreTheSameButForTheModelInTheReasons() {
        List<String> undisturbed = run(seconds -> List.of(MODEL), false, new HashMap<>());
        Map<String, String> models = new HashMap<>();

        List<String> promoted = run(SwitchingTest::embedder, true, models);

        assertThat(promoted).containsExactlyElementsOf(undisturbed);
        assertThat(undisturbed.toString())
                .contains("IDENTIFIED before person-1", "IDENTIFIED after person-2", "IDENTIFIED back person-1");
        assertThat(models)
                .containsEntry("before", MODEL.id().toString())
                .containsEntry("after", NEXT.id().toString())
                .containsEntry("back", MODEL.id().toString());
    }

    @Test
    void theOrderOfACropsEmbeddingsChangesNothing() {
        List<String> inOrder = run(SwitchingTest::embedder, true, new HashMap<>());
        List<String> reversed = run(
                seconds -> {
                    List<ActiveModel> models = new ArrayList<>(embedder(seconds));
                    java.util.Collections.reverse(models);
                    return models;
                },
                true,
                new HashMap<>());

        assertThat(reversed).containsExactlyElementsOf(inOrder);
    }

    /** A roll-out: NEXT in the shadow from 150 s, promoted, rolled back, retired at 700 s. */
    private static List<ActiveModel> embedder(double seconds) {
        if (seconds < 150 || seconds >= 700) {
            return List.of(MODEL);
        }
        if (seconds >= 400 && seconds < 550) {
            return List.of(NEXT);
        }
        // The embedder notices the switch a while after the matcher.
        return seconds < 302 || seconds > 602 ? List.of(MODEL, NEXT) : List.of(NEXT, MODEL);
    }

    /** Events as one line each, by camera and sequence; the model by which each track was last decided. */
    private List<String> run(Embedder embedder, boolean isPromoted, Map<String, String> models) {
        List<IdentityEvent> events = new ArrayList<>();
        try (TopologyHarness matcher = new TopologyHarness(stateDir)) {
            FaceEmbedding ada = enrolment(ADA, "photo-a", person(ADA));
            FaceEmbedding bob = enrolment(BOB, "photo-b", person(BOB));
            matcher.enrol(ada);
            matcher.enrol(bob);
            boolean isShadowed = false;
            boolean isSwitched = false;
            boolean isRolledBack = false;
            for (FaceEmbedding record : day()) {
                double seconds = (record.getTime().toEpochMilli() - Recorded.START) / 1000.0;
                if (isPromoted && !isShadowed && seconds >= 150) {
                    matcher.model(Said.that(NEXT, ModelState.SHADOW));
                    matcher.enrol(copy(asNext(ada), "photo-a", MODEL));
                    matcher.enrol(copy(asNext(bob), "photo-b", MODEL));
                    isShadowed = true;
                }
                if (isPromoted && !isSwitched && seconds >= 295) {
                    matcher.pointer(Said.pointer(BEGINNING, PROMOTION));
                    matcher.model(Said.that(NEXT, ModelState.ACTIVE));
                    isSwitched = true;
                }
                if (isPromoted && !isRolledBack && seconds >= 595) {
                    matcher.pointer(Said.pointer(BEGINNING, PROMOTION, ROLLBACK));
                    matcher.model(Said.that(NEXT, ModelState.RETIRED));
                    isRolledBack = true;
                }
                if (record.getKind() != TrackRecordKind.FACE) {
                    matcher.live(record);
                    continue;
                }
                for (ActiveModel model : embedder.at(seconds)) {
                    matcher.live(model.equals(NEXT) ? asNext(record) : record);
                }
            }
            events.addAll(matcher.events());
            assertThat(matcher.deadLetters()).isEmpty();
        }
        events.stream()
                .filter(e -> e.getReasons() != null)
                .forEach(e -> models.put(e.getTrackId(), e.getReasons().getModelId()));
        return told(events);
    }

    private static List<String> told(List<IdentityEvent> events) {
        Map<String, List<IdentityEvent>> byCamera =
                new TreeMap<>(events.stream().collect(Collectors.groupingBy(IdentityEvent::getCameraId)));
        List<String> told = new ArrayList<>();
        byCamera.forEach((camera, theirs) -> {
            for (int i = 0; i < theirs.size(); i++) {
                IdentityEvent e = theirs.get(i);
                assertThat(e.getSequence()).as("without gaps").isEqualTo(i + 1);
                String who = e.getPersonId() == null ? e.getAnonymousId() : e.getPersonId();
                told.add(camera + " " + e.getSequence() + " " + e.getKind() + " " + e.getTrackId() + " " + who + " "
                        + e.getCapturedAt() + " " + e.getExpiresAt() + " " + e.getSightingId() + " " + e.getEventId()
                        + " " + e.getCrop());
            }
        });
        return told;
    }

    /** Two cameras: who comes before, across and after each switch, a stranger who comes again, and two at a time. */
    private static List<FaceEmbedding> day() {
        Map<Double, List<FaceEmbedding>> byTime = new TreeMap<>();
        visit(byTime, "lobby", "before", 1, ADA, 100, 120);
        visit(byTime, "lobby", "shadowed", 1, BOB, 180, 200);
        visit(byTime, "yard", "stranger-before", 1, STRANGER, 210, 216);
        visit(byTime, "lobby", "across", 1, ADA, 290, 450);
        visit(byTime, "lobby", "after", 2, BOB, 301, 330);
        visit(byTime, "yard", "stranger-across", 1, STRANGER, 292, 296);
        visit(byTime, "yard", "stranger-after", 1, STRANGER, 360, 366);
        visit(byTime, "lobby", "long-after", 1, BOB, 500, 520);
        visit(byTime, "yard", "across-back", 1, ADA, 590, 760);
        visit(byTime, "yard", "stranger-back", 2, STRANGER, 650, 656);
        visit(byTime, "lobby", "back", 1, ADA, 800, 815);
        visit(byTime, "lobby", "stranger-last", 1, STRANGER, 850, 856);
        List<FaceEmbedding> records = new ArrayList<>();
        byTime.values().forEach(records::addAll);
        records.add(cameraTime("lobby", 100_000, 900));
        records.add(cameraTime("yard", 100_000, 900));
        return records;
    }

    private static void visit(
            Map<Double, List<FaceEmbedding>> byTime,
            String camera,
            String track,
            int column,
            int who,
            double from,
            double until) {
        int n = 0;
        for (double second = from; second < until; second += 2) {
            long number = Math.round(second * 10);
            List<FaceEmbedding> now = byTime.computeIfAbsent(second, s -> new ArrayList<>());
            // The first face is a poor one: it does not suffice to say who it is.
            float quality = n++ == 0 ? 0.45f : GOOD;
            now.add(face(camera, number, second, track, column, picture(who, 0.4, number), quality));
            now.add(cameraTime(camera, number, second + 1));
        }
        byTime.computeIfAbsent(until, s -> new ArrayList<>())
                .add(trackEnded(camera, Math.round(until * 10), until, track));
    }

    @Test
    void anOpenTrackGoesOnWithTheNewModelWhenTheFormerEnds() {
        try (TopologyHarness matcher = shadowed()) {
            matcher.pointer(Said.pointer(BEGINNING, PROMOTION));
            for (int second = 290; second < 500; second += 10) {
                // Not before it is too late for the former model does it become clear who this is.
                FaceEmbedding face = face("lobby", second, second, "t1", 1, person(ADA), second < 420 ? 0.01f : GOOD);
                matcher.live(asNext(face));
                matcher.live(face);
            }

            List<IdentityEvent> events = matcher.events();
            assertThat(events)
                    .extracting(IdentityEvent::getKind)
                    .containsExactly(EventKind.APPEARED, EventKind.IDENTIFIED);
            assertThat(events.get(1).getReasons().getModelId())
                    .isEqualTo(NEXT.id().toString());
            assertThat(events.get(1).getCapturedAt()).isEqualTo(Recorded.at(420));
        }
    }

    @Test
    void whomTheNewModelTakesForSomebodyElseIsToldByTheUsualRules() {
        try (TopologyHarness matcher = shadowed()) {
            matcher.pointer(Said.pointer(BEGINNING, PROMOTION));
            for (int second = 290; second < 500; second += 10) {
                matcher.live(face("lobby", second, second, "t1", 1, person(ADA), GOOD));
                matcher.live(asNext(face("lobby", second, second, "t1", 1, person(BOB), GOOD)));
            }

            List<IdentityEvent> events = matcher.events();
            assertThat(events)
                    .extracting(e -> e.getKind() + " " + e.getPersonId() + " "
                            + (e.getReasons() == null ? "" : e.getReasons().getModelId()))
                    .containsExactly(
                            "APPEARED null " + MODEL.id(),
                            "IDENTIFIED " + personId(ADA) + " " + MODEL.id(),
                            "IDENTIFIED " + personId(BOB) + " " + NEXT.id());
        }
    }

    private TopologyHarness shadowed() {
        TopologyHarness matcher = new TopologyHarness(stateDir);
        FaceEmbedding ada = enrolment(ADA, "photo-a", person(ADA));
        FaceEmbedding bob = enrolment(BOB, "photo-b", person(BOB));
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        for (FaceEmbedding photo : List.of(ada, bob)) {
            matcher.enrol(photo);
            matcher.enrol(asNext(photo));
        }
        return matcher;
    }
}
