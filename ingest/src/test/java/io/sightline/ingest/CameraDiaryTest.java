package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.schemas.avro.CameraHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraDiaryTest {
    private static final long START = 1_764_000_000_000L;
    private final SetClock clock = new SetClock(START);
    private final CameraMeters meters = new CameraMeters("lobby", new SimpleMeterRegistry());
    private final List<CameraHealth> written = new ArrayList<>();
    private final CameraDiary diary = new CameraDiary("lobby", "being opened", meters, clock, written::add);

    /** Ticks every second, as the service does. */
    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.sleep(Duration.ofSeconds(1));
            diary.tick();
        }
    }

    private CameraHealth last() {
        return written.get(written.size() - 1);
    }

    @Test
    void aMinuteWithoutChangeIsOneRecord() {
        diary.up(25);
        diary.picture(1280, 720);
        pass(59);
        assertThat(written).hasSize(1);
        pass(1);

        assertThat(written).hasSize(2);
        assertThat(last().getCameraId()).isEqualTo("lobby");
        assertThat(last().getFrom().toEpochMilli()).isEqualTo(START);
        assertThat(last().getAt().toEpochMilli()).isEqualTo(START + 60_000);
        assertThat(last().getUpMillis()).isEqualTo(60_000);
        assertThat(last().getUp()).isTrue();
        assertThat(last().getFault()).isNull();
        assertThat(last().getWidth()).isEqualTo(1280);
        assertThat(last().getHeight()).isEqualTo(720);
        assertThat(last().getSourceFramesPerSecond()).isEqualTo(25);
    }

    @Test
    void goingUpAndDownIsWrittenAtOnceAndEndsTheSpan() {
        clock.sleep(Duration.ofSeconds(2));
        diary.up(0);
        clock.sleep(Duration.ofSeconds(10));
        diary.down("broke off");
        clock.sleep(Duration.ofSeconds(5));
        diary.up(0);

        assertThat(written).extracting(CameraHealth::getUp).containsExactly(true, false, true);
        assertThat(written).extracting(CameraHealth::getFault).containsExactly(null, "broke off", null);
        assertThat(written).extracting(CameraHealth::getUpMillis).containsExactly(0L, 10_000L, 0L);
        assertThat(written)
                .extracting(h -> h.getAt().toEpochMilli() - h.getFrom().toEpochMilli())
                .containsExactly(2_000L, 10_000L, 5_000L);
        assertThat(last().getSourceFramesPerSecond()).isNull();
    }

    @Test
    void eachSpanBeginsWhereTheLastEnded() {
        diary.up(0);
        pass(90);
        diary.down("broke off");
        pass(130);

        for (int i = 1; i < written.size(); i++) {
            assertThat(written.get(i).getFrom()).isEqualTo(written.get(i - 1).getAt());
        }
        assertThat(written).extracting(CameraHealth::getUpMillis).containsExactly(0L, 60_000L, 30_000L, 0L, 0L);
    }

    @Test
    void anotherReasonIsWrittenAtOnceAndTheSameIsNot() {
        diary.down("being opened");
        assertThat(written).isEmpty();
        diary.down("no such host");
        diary.down("no such host");
        diary.down("access is denied");

        assertThat(written).extracting(CameraHealth::getFault).containsExactly("no such host", "access is denied");
    }

    @Test
    void picturesAreCountedInTheSpanInWhichTheyWere() {
        meters.published(); // before this diary began, by an earlier one
        var later = new CameraDiary("lobby", "being opened", meters, clock, written::add);
        later.up(0);
        for (int i = 0; i < 5; i++) {
            meters.published();
        }
        later.down("broke off");
        meters.published();
        later.up(0);

        assertThat(written).extracting(CameraHealth::getPictures).containsExactly(0L, 5L, 1L);
    }

    @Test
    void whatTheSettingsLeaveOutIsNotDropped() {
        for (CameraMeters.Drop reason : CameraMeters.Drop.values()) {
            meters.dropped(reason);
        }
        diary.up(0);

        assertThat(last().getDropped()).as("all but RATE and STILL").isEqualTo(5);
    }

    @Test
    void aClockThatJumpsMakesNoSpanNegativeOrLongerUpThanItIs() {
        diary.up(0);
        pass(30);
        clock.wall -= Duration.ofHours(1).toMillis();
        pass(30);

        assertThat(last().getAt().toEpochMilli()).isEqualTo(clock.wall);
        assertThat(last().getFrom().toEpochMilli()).isEqualTo(clock.wall - 60_000);
        assertThat(last().getUpMillis()).isEqualTo(60_000);
    }
}
