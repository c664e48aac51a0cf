package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.BoundingBox;
import io.sightline.core.FrameId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StateCodecTest {
    private static final long EPOCH = 1_764_000_000_000L;

    @Test
    void readsBackExactlyWhatItWrote() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            List<CameraTracks.State> cameras = new ArrayList<>();
            for (int c = random.nextInt(4); c >= 0; c--) {
                cameras.add(camera(random, "camera-" + c + (c == 2 ? "/ä.1" : ""), random.nextInt(8)));
            }

            StateCodec.Encoded encoded = StateCodec.encode(cameras);

            assertThat(encoded.droppedTracks()).isZero();
            assertThat(StateCodec.decode(encoded.text())).containsExactlyInAnyOrderElementsOf(cameras);
        }
    }

    @Test
    void saysNothingOfNothing() {
        assertThat(StateCodec.encode(List.of()).text()).isEmpty();
        assertThat(StateCodec.decode("")).isEmpty();
    }

    @Test
    void holdsAHundredFacesOfEightCameras() {
        Random random = new Random(12);
        List<CameraTracks.State> cameras = new ArrayList<>();
        for (int c = 0; c < 8; c++) {
            cameras.add(camera(random, "entrance-" + c, 12));
        }

        StateCodec.Encoded encoded = StateCodec.encode(cameras);

        assertThat(encoded.droppedTracks()).isZero();
        assertThat(encoded.text().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
    }

    @Test
    void dropsTheLeastImportantTracksWhenThereAreTooMany() {
        Random random = new Random(13);
        CameraTracks.State crowd = camera(random, "stadium", 400);

        StateCodec.Encoded encoded = StateCodec.encode(List.of(crowd));
        List<Track.State> kept = StateCodec.decode(encoded.text()).get(0).tracks();

        assertThat(encoded.text()).hasSizeLessThanOrEqualTo(4096);
        assertThat(encoded.droppedTracks()).isEqualTo(400 - kept.size()).isBetween(250, 320);
        List<Track.State> dropped =
                crowd.tracks().stream().filter(t -> !kept.contains(t)).toList();
        assertThat(kept).isSubsetOf(crowd.tracks()).allMatch(t -> !t.shots().isEmpty());
        assertThat(dropped).anyMatch(t -> t.shots().isEmpty());
        long oldestKept = kept.stream().mapToLong(Track.State::lastSeenAt).min().orElseThrow();
        assertThat(dropped)
                .filteredOn(t -> !t.shots().isEmpty() && t.confirmed())
                .allMatch(t -> t.lastSeenAt() <= oldestKept);
    }

    @Test
    void keepsTheCamerasThatWereHeardLastWhenThereAreTooMany() {
        Random random = new Random(14);
        List<CameraTracks.State> cameras = new ArrayList<>();
        for (int c = 0; c < 300; c++) {
            CameraTracks.State camera = camera(random, "camera-" + c, 1);
            cameras.add(new CameraTracks.State(
                    camera.cameraId(), camera.epoch(), camera.number(), camera.time(), 1000 + c, camera.tracks()));
        }

        StateCodec.Encoded encoded = StateCodec.encode(cameras);
        List<CameraTracks.State> kept = StateCodec.decode(encoded.text());

        assertThat(encoded.text()).hasSizeLessThanOrEqualTo(4096);
        assertThat(encoded.droppedCameras()).isEqualTo(300 - kept.size());
        assertThat(kept).hasSizeGreaterThan(80);
        assertThat(kept).allMatch(c -> c.offset() >= 1300 - kept.size());
    }

    @Test
    void refusesWhatItDidNotWrite() {
        String good =
                StateCodec.encode(List.of(camera(new Random(15), "lobby", 3))).text();

        for (String bad : List.of("not base64!", "Ag", good.substring(0, good.length() - 3), "Af////8P")) {
            assertThatThrownBy(() -> StateCodec.decode(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static CameraTracks.State camera(Random random, String id, int tracks) {
        long number = random.nextInt(1_000_000);
        long time = EPOCH + number * 200;
        List<Track.State> states = new ArrayList<>();
        for (int t = 0; t < tracks; t++) {
            int size = 40 + random.nextInt(300);
            // Distinct columns, so that ids are.
            BoundingBox box = new BoundingBox(-20 + t * size, random.nextInt(1000) - 20, size, size * 1.2f);
            FrameId first = new FrameId(id, EPOCH, Math.max(0, number - random.nextInt(500) - 1000L * (t % 7)));
            long seen = time - random.nextInt(1500);
            states.add(new Track.State(
                    first.faceId(box),
                    Math.round(box.x() * 4),
                    Math.round(box.y() * 4),
                    size * 4,
                    size * 5,
                    random.nextInt(600) - 300,
                    random.nextInt(100) - 50,
                    seen,
                    random.nextBoolean(),
                    1 + random.nextInt(2),
                    random.nextInt(5) > 0,
                    random.nextInt(3) == 0
                            ? Shots.NONE
                            : new Shots(1 + random.nextInt(20), seen - random.nextInt(2000), random.nextInt(1001))));
        }
        return new CameraTracks.State(id, EPOCH, number, time, 100_000 + random.nextInt(1_000_000), states);
    }
}
