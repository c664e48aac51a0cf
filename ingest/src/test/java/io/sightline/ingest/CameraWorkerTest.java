package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Zone;
import io.sightline.core.Zones;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.avro.CameraHealth;
import io.sightline.schemas.avro.Frame;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraWorkerTest {
    private static final Duration BOUND = Duration.ofSeconds(15);
    private static final Zones LEFT_HALF = new Zones(List.of(new Zone(
            "left",
            Zone.Purpose.LOOK,
            List.of(new Zone.Corner(0, 0), new Zone.Corner(0.5, 0), new Zone.Corner(0.5, 1), new Zone.Corner(0, 1)))));
    private final CameraRig rig = new CameraRig(Duration.ofSeconds(5));

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        rig.close();
    }

    private static CameraConfig clip(int frames) {
        return CameraConfig.of(TestClips.mp4(frames).toString())
                .withFramesPerSecond(120)
                .withMotionGate(false)
                .withRealTime(false);
    }

    private double read(String id) {
        return rig.metrics
                .get("sightline.ingest.frames.read")
                .tag("camera", id)
                .counter()
                .count();
    }

    private double published(String id) {
        return rig.metrics
                .get("sightline.ingest.frames.published")
                .tag("camera", id)
                .counter()
                .count();
    }

    @Test
    void aFileAsFastAsTakenLosesNothing() throws Exception {
        rig.start("yard", clip(250));
        Waiting.until("all arrive", BOUND, () -> published("yard") == 250);
        assertThat(rig.sender.pictures())
                .extracting(Frame::getNumber)
                .isSorted()
                .doesNotHaveDuplicates();
        for (CameraMeters.Drop reason : CameraMeters.Drop.values()) {
            assertThat(rig.dropped("yard", reason.name().toLowerCase(java.util.Locale.ROOT)))
                    .isZero();
        }
    }

    @Test
    void aFilePlayedOnceShowsItsEndAndItsTimeGoesOn() throws Exception {
        CameraWorker worker = rig.start("yard", clip(10));
        Waiting.until("ended", BOUND, () -> rig.fault("yard").orElse("").contains("played to its end"));
        worker.tick();
        Waiting.until("camera's time", BOUND, () -> rig.sender.times().size() == 1);
        assertThat(rig.sender.times().get(0).getCameraUp()).isFalse();
        assertThat(rig.sender.times().get(0).getCameraFault()).contains("played to its end");
        assertThat(rig.pictures("yard")).isEqualTo(10);
        assertThat(rig.metrics.get("sightline.ingest.camera.faults").counter().count())
                .isZero();
    }

    @Test
    void aMissingFileIsRetriedUntilItIsThere() throws Exception {
        Path file = folder.resolve("late.mp4");
        rig.start(
                "yard",
                CameraConfig.of(file.toString())
                        .withFramesPerSecond(120)
                        .withMotionGate(false)
                        .withRealTime(false));
        Waiting.until("down with the reason", BOUND, () -> rig.fault("yard")
                .orElse("")
                .contains("no such file"));
        Files.copy(TestClips.mp4(10), folder.resolve("part"));
        Files.move(folder.resolve("part"), file);
        Waiting.until("pictures", BOUND, () -> rig.pictures("yard") == 10);
    }

    @Test
    void theFrameRateIsKeptAndEveryPictureIsAccountedFor() throws Exception {
        rig.start("yard", clip(250).withFramesPerSecond(5));
        Waiting.until("ended", BOUND, () -> rig.fault("yard").orElse("").contains("played to its end"));
        Waiting.until("all confirmed", BOUND, () -> published("yard") + rig.dropped("yard", "rate") == 250);
        assertThat(published("yard")).isBetween(50.0, 51.0); // ten seconds of material
        assertThat(read("yard")).isEqualTo(250);
    }

    @Test
    void aStillSceneSendsFewPictures() throws Exception {
        Path still = folder.resolve("still.jpg");
        try (FrameSource source = FrameSourceContract.openOnce(TestClips.mp4(10).toString())) {
            source.advance();
            try (Picture picture = source.picture()) {
                Files.write(still, picture.toJpeg(90));
            }
        }
        rig.start(
                "wall",
                CameraConfig.of(still.toString()).withFramesPerSecond(20).withLoop(true));
        Waiting.until("two seconds and more are read", BOUND, () -> rig.dropped("wall", "still") >= 30);
        // All of the first two seconds (the hold after the beginning), then one every three seconds.
        assertThat(rig.pictures("wall")).isLessThanOrEqualTo(20 * 2 + 5);
    }

    @Test
    void aMovingSceneIsNotHeldBack() throws Exception {
        rig.start("yard", clip(100).withMotionGate(true));
        Waiting.until("ended", BOUND, () -> rig.fault("yard").orElse("").contains("played to its end"));
        assertThat(rig.dropped("yard", "still")).isZero();
    }

    @Test
    void widePicturesAreScaledAndTheRecordSaysSo() throws Exception {
        CameraConfig all = clip(10);
        rig.start("yard", new CameraConfig(all.source(), 120, 160, 80, false, false, false, List.of()));
        Waiting.until("pictures", BOUND, () -> rig.pictures("yard") == 10);
        Frame frame = rig.sender.pictures().get(0);
        assertThat(List.of(frame.getWidth(), frame.getHeight())).containsExactly(160, 120);
        byte[] jpeg = new byte[frame.getImage().remaining()];
        frame.getImage().duplicate().get(jpeg);
        try (Picture picture = Picture.decode(jpeg, PictureLimits.DEFAULT)) {
            assertThat(picture.width()).isEqualTo(160);
            assertThat(picture.height()).isEqualTo(120);
        }
    }

    @Test
    void healthTellsWhenTheCameraComesAndGoesAndWhy() throws Exception {
        rig.start("yard", clip(10));
        Waiting.until("ended", BOUND, () -> rig.healthRecords.size() == 2);

        CameraHealth up = rig.healthRecords.get(0);
        assertThat(up.getUp()).isTrue();
        assertThat(up.getUpMillis()).isZero();
        assertThat(List.of(up.getWidth(), up.getHeight())).containsExactly(TestClips.WIDTH, TestClips.HEIGHT);
        assertThat(up.getSourceFramesPerSecond()).isEqualTo(TestClips.FRAMES_PER_SECOND);
        CameraHealth down = rig.healthRecords.get(1);
        assertThat(down.getUp()).isFalse();
        assertThat(down.getFault()).contains("played to its end");
    }

    /** Breaks off when it is interrupted. */
    private static final class StubbornSource implements FrameSource {
        private final FrameSource pictures = new StillPictures();

        @Override
        public boolean advance() throws SourceException {
            try {
                return pictures.advance();
            } catch (InterruptedException e) {
                throw new SourceException("broke off");
            }
        }

        @Override
        public Picture picture() throws SourceException, UnreadablePictureException {
            return pictures.picture();
        }

        @Override
        public Duration position() {
            return pictures.position();
        }

        @Override
        public double framesPerSecond() {
            return pictures.framesPerSecond();
        }

        @Override
        public void close() {}
    }

    @Test
    void whatHappensToAReaderThatIsStoppedIsNotTheCamerasFault() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        CameraWorker worker = rig.start(Camera.of("yard", clip(10)), () -> {
            opened.incrementAndGet();
            return new StubbornSource();
        });
        Waiting.until("opened", BOUND, () -> opened.get() == 1);
        worker.close();
        assertThat(rig.fault("yard").orElse("")).contains("being opened");
        assertThat(rig.healthRecords).isEmpty();
        assertThat(opened).hasValue(1);
    }

    @Test
    void otherZonesTravelWithTheNextPicturesAndTheSourceStaysOpen() throws Exception {
        Camera everywhere = Camera.of("yard", clip(10));
        AtomicInteger opened = new AtomicInteger();
        var pictures = new StillPictures();
        CameraWorker worker = rig.start(everywhere, () -> {
            opened.incrementAndGet();
            return pictures;
        });
        pictures.give(1);
        Waiting.until("a picture", BOUND, () -> rig.pictures("yard") == 1);

        Camera leftHalf = everywhere.withZones(LEFT_HALF);
        assertThat(worker.takesOver(leftHalf)).isTrue();
        pictures.give(1);
        Waiting.until("another", BOUND, () -> rig.pictures("yard") == 2);

        assertThat(worker.camera()).isEqualTo(leftHalf);
        assertThat(rig.sender.pictures()).extracting(Frame::getZones).containsExactly(List.of(), LEFT_HALF.toAvro());
        worker.tick();
        Waiting.until("the camera's time", BOUND, () -> !rig.sender.times().isEmpty());
        assertThat(rig.sender.times().get(0).getZones()).isEmpty();
        assertThat(opened).hasValue(1);
        assertThat(rig.sender.pictures())
                .extracting(Frame::getEpoch)
                .containsOnly(rig.sender.frames.get(0).getEpoch());
    }

    @Test
    void whatNeedsAnotherSourceIsNotTakenOver() throws Exception {
        Camera before = Camera.of("yard", clip(10));
        CameraWorker worker = rig.start(before, StillPictures::new);

        assertThat(worker.takesOver(before)).isTrue();
        assertThat(worker.takesOver(Camera.of("yard", clip(10).withLoop(true)).withZones(LEFT_HALF)))
                .isFalse();
        assertThat(worker.camera()).isEqualTo(before);
    }

    @Test
    void stoppingIsPrompt() throws Exception {
        CameraWorker worker = rig.start("yard", clip(10).withRealTime(true).withLoop(true));
        Waiting.until("pictures", BOUND, () -> rig.pictures("yard") > 0);
        long begun = System.nanoTime();
        worker.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aCameraThatRunsOutOfMemoryIsClosedShownDownAndTriedAgain() throws Exception {
        Queue<FailingSource> sources = new ConcurrentLinkedQueue<>();
        CameraWorker worker = rig.start(Camera.of("yard", clip(10)), () -> {
            var source = new FailingSource(new OutOfMemoryError("Physical memory usage is too high"));
            sources.add(source);
            return source;
        });
        Waiting.until("tried again", BOUND, () -> sources.size() > 2);
        assertThat(sources.peek().closed).isTrue();
        Waiting.until("its time says why", BOUND, () -> {
            worker.tick();
            return rig.sender.times().stream()
                    .anyMatch(t -> !t.getCameraUp() && t.getCameraFault().contains("not enough memory"));
        });
        assertThat(rig.failures).isEmpty();
    }

    @Test
    void anyOtherErrorShowsTheCameraDownAndIsReported() throws Exception {
        var error = new InternalError("a bug");
        CameraWorker worker = rig.start(Camera.of("yard", clip(10)), () -> new FailingSource(error));
        Waiting.until("reported", BOUND, () -> rig.failures.contains(error));
        assertThat(rig.fault("yard").orElse("")).contains("InternalError");
        worker.tick();
        Waiting.until("camera's time", BOUND, () -> !rig.sender.times().isEmpty());
        assertThat(rig.sender.times().get(0).getCameraUp()).isFalse();
    }
}
