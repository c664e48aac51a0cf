package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.BoundingBox;
import io.sightline.core.FrameId;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraTracksTest {
    private static final TrackingSettings SETTINGS =
            new TrackingSettings(Duration.ofMillis(1500), Duration.ofSeconds(10), 0.95f, 2);

    private final CameraTracks camera = CameraTracks.first("lobby", SETTINGS);

    @Test
    void admitsEachPictureOnce() {
        assertThat(camera.admit(picture(100, 0, 1000), 1)).isPresent();
        assertThat(camera.admit(picture(100, 1, 1200), 2)).isPresent();

        assertThat(camera.admit(picture(100, 1, 1200), 3)).isEmpty();
        assertThat(camera.admit(picture(100, 0, 1000), 4)).isEmpty();
        assertThat(camera.admit(picture(99, 7, 1400), 5)).isEmpty();
        assertThat(camera.admit(picture(100, 2, 1400), 6)).isPresent();
    }

    @Test
    void admitsClocksThatAreNotBehind() {
        assertThat(camera.admit(clock(100, -1, 500), 1)).isPresent();
        assertThat(camera.admit(picture(100, 0, 1000), 2)).isPresent();
        assertThat(camera.admit(clock(100, 0, 1000), 3)).isPresent();
        assertThat(camera.admit(clock(100, 0, 2000), 4)).isPresent();

        assertThat(camera.admit(clock(100, 0, 1500), 5)).isEmpty();
        assertThat(camera.admit(clock(100, -1, 2500), 6)).isEmpty();
        assertThat(camera.admit(clock(99, 5, 2500), 7)).isEmpty();
    }

    @Test
    void neverTurnsTheClockBackWithinAnEpoch() {
        camera.admit(picture(100, 0, 1000), 1);

        assertThat(camera.admit(picture(100, 1, 900), 2)).contains(new CameraTracks.Moment(1000, false));
    }

    @Test
    void knowsThatANewRunBeganAtAnEarlierTime() {
        camera.admit(picture(100, 50, 9000), 1);

        assertThat(camera.admit(picture(101, 0, 2000), 2)).contains(new CameraTracks.Moment(2000, true));
        assertThat(camera.admit(picture(102, 0, 3000), 3)).contains(new CameraTracks.Moment(3000, false));
    }

    @Test
    void goesOnWhereItsStateWasTaken() {
        camera.admit(picture(100, 4, 1000), 17);
        camera.tracker()
                .follow(
                        new FrameId("lobby", 100, 4),
                        1000,
                        List.of(new Sighting(new BoundingBox(10, 20, 80, 90), 0.7f)));

        CameraTracks resumed = CameraTracks.of(camera.state(), SETTINGS);

        assertThat(resumed.state()).isEqualTo(camera.state());
        assertThat(resumed.offset()).isEqualTo(17);
        assertThat(resumed.admit(picture(100, 4, 1000), 18)).isEmpty();
        assertThat(resumed.admit(picture(100, 5, 1200), 19)).isPresent();
    }

    static Frame picture(long epoch, long number, long time) {
        return Frame.newBuilder()
                .setKind(FrameKind.PICTURE)
                .setCameraId("lobby")
                .setFrameId(new FrameId("lobby", epoch, number).toString())
                .setEpoch(epoch)
                .setNumber(number)
                .setCapturedAt(Instant.ofEpochMilli(time))
                .build();
    }

    static Frame clock(long epoch, long number, long time) {
        return Frame.newBuilder(picture(epoch, number, time))
                .setKind(FrameKind.CAMERA_TIME)
                .setFrameId(null)
                .build();
    }
}
