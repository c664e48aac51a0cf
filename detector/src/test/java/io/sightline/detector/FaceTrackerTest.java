package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.BoundingBox;
import io.sightline.core.FrameId;
import io.sightline.detector.Scene.Shot;
import io.sightline.detector.Scene.Walker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaceTrackerTest {
    private static final TrackingSettings SETTINGS =
            new TrackingSettings(Duration.ofMillis(1500), Duration.ofSeconds(10), 0.95f, 2);

    private final FaceTracker tracker = new FaceTracker(SETTINGS, List.of());

    @Test
    void namesATrackByItsFirstFace() {
        FrameId frame = new FrameId("lobby", 5, 7);
        Sighting face = face(100, 100, 80);

        FaceTracker.Tracked tracked =
                tracker.follow(frame, 1000, List.of(face)).faces().get(0);

        assertThat(tracked.faceId()).isEqualTo(frame.faceId(face.box()));
        assertThat(tracked.track().id()).isEqualTo(tracked.faceId());
        assertThat(tracked.started()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 15, 30})
    void keepsOneTrackForAFaceThatJittersAndIsMissedNowAndThen(int framesPerSecond) {
        Scene scene = new Scene(1, framesPerSecond)
                .with(Walker.standing(300, 200, 80))
                .jitter(0.06)
                .missing(0.1);

        assertThat(tracksOf(scene.play(20)).get(0)).hasSize(1);
    }

    @ParameterizedTest(name = "{0} pictures a second, {1} px a second, sizes {2} and {3}")
    @CsvSource({
        "5, 60, 80, 80",
        "5, 120, 80, 80",
        "5, 200, 80, 60",
        "5, 300, 80, 80",
        "10, 120, 80, 80",
        "10, 300, 80, 60",
        "15, 100, 60, 60",
        "15, 250, 60, 60",
        "30, 150, 80, 80",
        "30, 300, 80, 50"
    })
    void keepsTheIdsOfTwoWhoCross(int framesPerSecond, double speed, double sizeA, double sizeB) {
        for (long seed = 0; seed < 50; seed++) {
            Map<Integer, Set<String>> tracks = tracksOf(crossing(seed, framesPerSecond, speed, sizeA, sizeB, 0));

            assertThat(tracks.get(0)).as("seed %d", seed).hasSize(1);
            assertThat(tracks.get(1)).as("seed %d", seed).hasSize(1).doesNotContainAnyElementsOf(tracks.get(0));
        }
    }

    @Test
    void seldomMixesUpTwoWhoCrossThoughTheDetectorMissesFaces() {
        int mixedUp = 0;
        for (long seed = 0; seed < 300; seed++) {
            Map<Integer, Set<String>> tracks = tracksOf(crossing(seed, 5, 120, 80, 80, 0.05));
            mixedUp += Collections.disjoint(tracks.get(0), tracks.get(1)) ? 0 : 1;
        }

        assertThat(mixedUp).isLessThanOrEqualTo(6);
    }

    private static List<Shot> crossing(
            long seed, int framesPerSecond, double speed, double sizeA, double sizeB, double missing) {
        return new Scene(seed, framesPerSecond)
                .with(new Walker(70, 200, sizeA, speed, 0, 0, 1e9))
                .with(new Walker(570, 200, sizeB, -speed, 0, 0, 1e9))
                .jitter(0.03)
                .missing(missing)
                .play(500 / speed);
    }

    @Test
    void keepsTheIdOfOneWhoSitsWhileAnotherWalksPast() {
        for (long seed = 0; seed < 20; seed++) {
            Scene scene = new Scene(seed, 5)
                    .with(Walker.standing(320, 200, 80))
                    .with(new Walker(40, 190, 90, 140, 0, 0, 1e9))
                    .jitter(0.03);

            Map<Integer, Set<String>> tracks = tracksOf(scene.play(4));

            assertThat(tracks.get(0)).as("seed %d", seed).hasSize(1);
            assertThat(tracks.get(1)).as("seed %d", seed).hasSize(1).doesNotContainAnyElementsOf(tracks.get(0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 12, 25})
    void followsSomeoneWhoWalksPastTheCameraClosely(int framesPerSecond) {
        // As in street-1080p.mp4: eight of its own sizes a second.
        Scene scene = new Scene(2, framesPerSecond)
                .with(new Walker(100, 700, 105, 850, 40, 0, 2.1))
                .jitter(0.04);

        assertThat(tracksOf(scene.play(2.1)).get(0)).hasSize(1);
    }

    @Test
    void bridgesAShortGap() {
        String id = see(0, face(100, 100, 80));
        see(200, face(110, 100, 80));
        see(400);
        see(600);
        see(1200);

        assertThat(see(1600, face(180, 100, 80))).isEqualTo(id);
    }

    @Test
    void endsATrackThatPicturesHaveNotShownForTheGap() {
        String id = see(0, face(100, 100, 80));
        assertThat(tracker.follow(frame(1500), 1500, List.of()).ended()).isEmpty();

        List<Track> ended = tracker.follow(frame(1700), 1700, List.of()).ended();

        assertThat(ended).extracting(Track::id).containsExactly(id);
        assertThat(see(1900, face(100, 100, 80))).isNotEqualTo(id);
    }

    @Test
    void endsAMissedTrackByTheClockAlone() {
        String id = see(0, face(100, 100, 80));
        see(200);

        assertThat(tracker.still(1500)).isEmpty();
        assertThat(tracker.still(1501)).extracting(Track::id).containsExactly(id);
        assertThat(tracker.tracks()).isEmpty();
    }

    @Test
    void keepsAFaceWhileTheSceneIsStill() {
        String id = see(0, face(100, 100, 80));

        assertThat(tracker.still(4000)).isEmpty();

        assertThat(see(5000, face(104, 98, 80))).isEqualTo(id);
    }

    @Test
    void doesNotTakeSomeoneElseForTheFaceThatWasThereBeforeTheStill() {
        String id = see(0, face(100, 100, 80));
        tracker.still(4000);

        FaceTracker.Outcome outcome = tracker.follow(frame(5000), 5000, List.of(face(180, 100, 80)));

        assertThat(outcome.faces().get(0).track().id()).isNotEqualTo(id);
        assertThat(outcome.ended()).extracting(Track::id).containsExactly(id);
    }

    @Test
    void endsAFaceThatNoPictureConfirmsForVeryLong() {
        String id = see(0, face(100, 100, 80));

        assertThat(tracker.still(10_001)).extracting(Track::id).containsExactly(id);
    }

    @Test
    void endsTracksOfACameraThatIsDown() {
        String id = see(0, face(100, 100, 80));

        assertThat(tracker.unseen(1000)).isEmpty();
        assertThat(tracker.unseen(2000)).extracting(Track::id).containsExactly(id);
    }

    @Test
    void startsATrackForAFaceThatJumpsFartherThanAPersonMoves() {
        String id = see(0, face(100, 100, 80));

        assertThat(see(200, face(400, 100, 80))).isNotEqualTo(id);
    }

    @Test
    void startsATrackForAFaceOfAnotherSizeInTheSamePlace() {
        String id = see(0, face(100, 100, 60));

        assertThat(see(200, face(100, 100, 120))).isNotEqualTo(id);
    }

    @Test
    void startsNoTrackForAFaceThatIsSeenTwice() {
        String id = see(0, face(100, 100, 80));

        List<FaceTracker.Tracked> faces = tracker.follow(
                        frame(200), 200, List.of(face(101, 100, 80), face(112, 108, 84)))
                .faces();

        assertThat(faces).hasSize(1);
        assertThat(faces.get(0).track().id()).isEqualTo(id);
    }

    @Test
    void givesTwoFacesThatRoundToOneIdOneTrack() {
        // Centres 100.100 in steps of 10 and 50.50 in steps of 5 are both 10.10.
        FaceTracker.Outcome outcome = tracker.follow(frame(0), 0, List.of(face(100, 100, 80), face(50, 50, 40)));

        assertThat(outcome.faces()).hasSize(1);
        assertThat(tracker.follow(frame(200), 200, List.of(face(100, 100, 80), face(51, 47, 40)))
                        .faces())
                .hasSize(2);
    }

    @Test
    void believesAFaceThatScoresHighAtOnceAndAnotherWhenItIsSeenAgain() {
        FaceTracker.Outcome first = tracker.follow(
                frame(0),
                0,
                List.of(
                        new Sighting(face(100, 100, 80).box(), 0.99f),
                        new Sighting(face(400, 100, 80).box(), 0.8f)));
        assertThat(first.faces()).extracting(f -> f.track().isConfirmed()).containsExactly(true, false);

        FaceTracker.Outcome second = tracker.follow(
                frame(200), 200, List.of(new Sighting(face(400, 100, 80).box(), 0.8f)));

        assertThat(second.faces()).extracting(f -> f.track().isConfirmed()).containsExactly(true);
    }

    @Test
    void resumesAnywhereAsIfNothingHadHappened() {
        List<Shot> shots = new Scene(3, 5)
                .with(new Walker(70, 200, 80, 120, 4, 0, 1e9))
                .with(new Walker(570, 210, 70, -130, 0, 0.7, 6))
                .with(Walker.standing(300, 220, 60))
                .jitter(0.05)
                .missing(0.15)
                .play(8);
        List<String> whole = run(new FaceTracker(SETTINGS, List.of()), shots);

        for (int cut = 0; cut <= shots.size(); cut++) {
            FaceTracker before = new FaceTracker(SETTINGS, List.of());
            List<String> parts = new ArrayList<>(run(before, shots.subList(0, cut)));
            FaceTracker after = new FaceTracker(
                    SETTINGS,
                    before.tracks().stream().map(Track::state).map(Track::of).toList());
            parts.addAll(run(after, shots.subList(cut, shots.size())));

            assertThat(parts).as("cut before picture %d", cut).isEqualTo(whole);
        }
    }

    private static List<String> run(FaceTracker tracker, List<Shot> shots) {
        List<String> lines = new ArrayList<>();
        for (Shot shot : shots) {
            FaceTracker.Outcome outcome = tracker.follow(shot.frame(), shot.time(), shot.faces());
            outcome.faces()
                    .forEach(f -> lines.add(f.faceId() + " in " + f.track().state()));
            outcome.ended().forEach(t -> lines.add("ended " + t.id()));
        }
        return lines;
    }

    /** By person the tracks that held a face of theirs. */
    private Map<Integer, Set<String>> tracksOf(List<Shot> shots) {
        FaceTracker fresh = new FaceTracker(SETTINGS, List.of());
        Map<Integer, Set<String>> tracks = new TreeMap<>();
        for (Shot shot : shots) {
            for (FaceTracker.Tracked face :
                    fresh.follow(shot.frame(), shot.time(), shot.faces()).faces()) {
                tracks.computeIfAbsent(shot.people().get(face.index()), p -> new TreeSet<>())
                        .add(face.track().id());
            }
        }
        return tracks;
    }

    /** The track of the picture's first face, if it has one. */
    private String see(long time, Sighting... faces) {
        return tracker.follow(frame(time), time, List.of(faces)).faces().stream()
                .map(f -> f.track().id())
                .findFirst()
                .orElse(null);
    }

    private static FrameId frame(long time) {
        return new FrameId("lobby", Scene.EPOCH, time / 100);
    }

    private static Sighting face(double centerX, double centerY, double size) {
        return new Sighting(
                new BoundingBox((float) (centerX - size / 2), (float) (centerY - size / 2), (float) size, (float) size),
                0.98f);
    }
}
