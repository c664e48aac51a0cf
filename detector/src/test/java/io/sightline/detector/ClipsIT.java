package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.stage.Inbound;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.vision.FaceDetector;
import io.sightline.vision.FaceExtractor;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.QualityGrader;
import io.sightline.vision.QualitySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real people before real cameras, through the real detector. */
class ClipsIT {
    private static final int FRAMES_PER_SECOND = 5;
    private static final int BATCH = 8;

    private static FaceDetector detector;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeAll
    static void openDetector() {
        detector = FaceDetector.open(Clip.mtcnn(), DetectorSettings.defaults().options());
    }

    @AfterAll
    static void closeDetector() {
        detector.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "again", "bird", "book", "brother", "eat", "help", "hungry", "learn", "milk", "night", "please",
                "school", "sorry", "student"
            })
    void followsOnePersonAsOneTrack(String clip) throws IOException {
        Path file = Clip.testData("videos/gestures/" + clip + ".mkv");

        RecordingOutput output = play(file, FRAMES_PER_SECOND);

        Map<String, Integer> tracks = tracks(output);
        report(clip, output, tracks);
        int longest = tracks.values().stream().mapToInt(n -> n).max().orElseThrow();
        assertThat(tracks).hasSizeLessThanOrEqualTo(2); // a face printed on a hoodie is one too
        assertThat(longest)
                .as("faces in the longest track")
                .isEqualTo(output.sentTo(Topics.DETECTIONS).size());
        assertThat(crops(output)).hasSizeBetween(3, 8);
    }

    @Test
    void followsPeopleWhoWalkUpToTheCamera() throws IOException {
        RecordingOutput output = play(Clip.testData("videos/walking-2-people.gif"), 12);

        Map<String, Integer> tracks = tracks(output);
        report("walking-2-people", output, tracks);
        assertThat(tracks).hasSize(2);
        assertThat(crops(output)).extracting(Crop::getTrackId).containsAll(tracks.keySet());
    }

    @Test
    void followsPeopleWhoPause() throws IOException {
        RecordingOutput output = play(Clip.testData("videos/walking-and-pause-3-people.gif"), 12);

        Map<String, Integer> tracks = tracks(output);
        report("walking-and-pause-3-people", output, tracks);
        assertThat(tracks).hasSize(3);
        assertThat(crops(output)).extracting(Crop::getTrackId).containsAll(tracks.keySet());
    }

    private RecordingOutput play(Path file, int framesPerSecond) throws IOException {
        List<Inbound<Frame>> frames = Clip.play(file, framesPerSecond);
        DetectorSettings settings = DetectorSettings.defaults();
        FaceExtractor extractor = new FaceExtractor(detector, new QualityGrader(QualitySettings.DEFAULT));
        RecordingOutput output = new RecordingOutput();
        try (FrameStage stage = new FrameStage(
                new PictureFaces(detector, extractor, PictureLimits.DEFAULT),
                settings,
                new DetectorMeters(metrics),
                () -> Instant.ofEpochMilli(Camera.EPOCH))) {
            for (int from = 0; from < frames.size(); from += BATCH) {
                stage.process(frames.subList(from, Math.min(frames.size(), from + BATCH)), output);
            }
        }
        return output;
    }

    /** Each track with the number of its faces. */
    private static Map<String, Integer> tracks(RecordingOutput output) {
        Map<String, Integer> faces = new TreeMap<>();
        output.sentTo(Topics.DETECTIONS)
                .forEach(d -> d.getFaces().forEach(f -> faces.merge(f.getTrackId(), 1, Integer::sum)));
        return faces;
    }

    private static List<Crop> crops(RecordingOutput output) {
        return output.sentTo(Topics.CROPS).stream()
                .filter(c -> c.getKind() == TrackRecordKind.FACE)
                .toList();
    }

    private void report(String clip, RecordingOutput output, Map<String, Integer> tracks) {
        System.out.printf(
                Locale.ROOT,
                "%s: %d pictures, %.0f faces, tracks %s, %d crops of quality %s, %.0f ms a picture%n",
                clip,
                output.sentTo(Topics.DETECTIONS).size(),
                metrics.get("sightline.detector.faces").counter().count(),
                tracks.values(),
                crops(output).size(),
                crops(output).stream()
                        .map(c -> String.format(
                                Locale.ROOT, "%.2f", c.getFace().getQuality().getScore()))
                        .toList(),
                metrics.get("sightline.detector.detection").timer().mean(TimeUnit.MILLISECONDS));
    }
}
