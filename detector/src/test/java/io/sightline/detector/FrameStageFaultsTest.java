package io.sightline.detector;

import static io.sightline.detector.DrawnFaces.face;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.stage.Inbound;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one bad record may spoil, and what it may not. */
class FrameStageFaultsTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final RecordingOutput output = new RecordingOutput();
    private final Camera lobby = new Camera("lobby", 3);
    private final List<FrameStage> opened = new ArrayList<>();

    @AfterEach
    void closeStages() {
        opened.forEach(FrameStage::close);
    }

    @Test
    void rejectsAPictureThatDetectionCannotDigestAndTheCameraGoesOn() {
        FrameStage stumbling = stage(picture -> {
            if (new String(picture, StandardCharsets.UTF_8).equals("poison")) {
                throw new IllegalArgumentException("A box has a width of 0 or more");
            }
            return new DrawnFaces().find(picture);
        });

        stumbling.process(
                List.of(
                        lobby.picture(0, face(200, 150)),
                        lobby.picture(200, "poison".getBytes(StandardCharsets.UTF_8)),
                        lobby.picture(400, face(202, 150))),
                output);

        assertThat(output.rejected()).hasSize(1);
        assertThat(output.rejected().get(0).record().offset()).isEqualTo(1);
        assertThat(output.rejected().get(0).reason()).isEqualTo("DETECTION_FAILED");
        assertThat(output.rejected().get(0).message()).contains("A box has a width of 0 or more");
        assertThat(output.sentTo(Topics.DETECTIONS)).hasSize(2);
        assertThat(output.sentTo(Topics.CROPS))
                .extracting(Crop::getTrackId)
                .containsOnly(output.sentTo(Topics.CROPS).get(0).getTrackId());
    }

    @Test
    void stopsLoudlyWhenALibraryIsMissingOrMemoryHasRunOut() {
        for (Error error : List.of(new UnsatisfiedLinkError("no jniopencv"), new OutOfMemoryError("native"))) {
            FrameStage broken = stage(picture -> {
                throw error;
            });
            FrameStage brokenWithin = stage(picture -> {
                throw new IllegalStateException("wrapped", error);
            });

            for (FrameStage each : List.of(broken, brokenWithin)) {
                assertThatThrownBy(() -> each.process(List.of(lobby.picture(0, face(200, 150))), output))
                        .hasMessageContaining(error.getMessage())
                        .hasRootCause(error);
            }
        }
        assertThat(output.rejected()).isEmpty();
    }

    @Test
    void rejectsFramesOfNoCamera() {
        Inbound<Frame> good = lobby.picture(0, face(200, 150));
        Inbound<Frame> nobodys = lobby.picture(200, face(200, 150));
        nobodys.value().setCameraId(" ");
        Inbound<Frame> keyless = new Inbound<>(
                Topics.FRAMES, 3, 2, good.timestamp(), null, lobby.clock(400).value(), null);

        stage(new DrawnFaces()).process(List.of(good, nobodys, keyless), output);

        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::reason)
                .containsExactly("NO_KEY", "NO_KEY");
        assertThat(output.sentTo(Topics.DETECTIONS)).hasSize(1);
    }

    @Test
    void isNotOverWhileADetectionDoesNotEnd() throws Exception {
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        FrameStage hanging = stage(picture -> {
            looking.countDown();
            while (mayEnd.getCount() > 0) {
                Thread.onSpinWait(); // as native code, it does not hear an interruption
            }
            return new DrawnFaces().find(picture);
        });
        Thread runner = new Thread(() -> {
            try {
                hanging.process(List.of(lobby.picture(0, face(200, 150))), output);
            } catch (CancellationException e) {
                hanging.close(); // still interrupted, as when its runner lost patience
            }
        });
        runner.start();
        assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();
        runner.interrupt();
        runner.join(10_000);

        assertThat(runner.isAlive()).isFalse();
        assertThat(hanging.isOver()).isFalse();
        mayEnd.countDown();
        Waiting.until("over", Duration.ofSeconds(10), hanging::isOver);
    }

    private FrameStage stage(FaceFinder finder) {
        FrameStage made = new FrameStage(
                finder,
                DetectorSettings.defaults(),
                new DetectorMeters(metrics),
                InstantSource.fixed(Instant.ofEpochMilli(Camera.EPOCH)));
        opened.add(made);
        return made;
    }
}
