package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Zones;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CameraQueueTest {
    private final SetClock clock = new SetClock(100_000);
    private final CameraMeters meters = new CameraMeters("lobby", new SimpleMeterRegistry());
    private final CameraQueue queue = new CameraQueue("lobby", 5, clock, meters, () -> {});

    private void picture(int name) {
        queue.publish(queue.capture(), new byte[] {(byte) name}, 4, 3, Zones.EVERYWHERE);
    }

    /** Takes and confirms all. */
    private List<Frame> drain() {
        List<Frame> all = new ArrayList<>();
        for (Optional<Frame> f = queue.take(); f.isPresent(); f = queue.take()) {
            queue.confirmed(f.get());
            all.add(f.get());
        }
        return all;
    }

    private static List<Integer> names(List<Frame> frames) {
        return frames.stream()
                .filter(f -> f.getKind() == FrameKind.PICTURE)
                .map(f -> (int) f.getImage().get(0))
                .toList();
    }

    private static List<Long> times(List<Frame> frames) {
        return frames.stream().map(f -> f.getCapturedAt().toEpochMilli()).toList();
    }

    @Test
    void picturesAreNumberedFromZeroInOrder() {
        queue.open(0);
        picture(1);
        picture(2);
        List<Frame> sent = drain();
        assertThat(sent).extracting(Frame::getNumber).containsExactly(0L, 1L);
        assertThat(sent).extracting(Frame::getFrameId).containsExactly("lobby/100000/0", "lobby/100000/1");
        assertThat(sent).extracting(Frame::getEpoch).containsOnly(100_000L);
        assertThat(sent.get(0).getWidth()).isEqualTo(4);
        assertThat(sent.get(0).getHeight()).isEqualTo(3);
    }

    @Test
    void theOldestIsDroppedAndCountedAndLeavesNoGapInTheNumbers() {
        queue.open(0);
        for (int i = 0; i < 8; i++) {
            picture(i);
        }
        List<Frame> sent = drain();
        assertThat(names(sent)).containsExactly(3, 4, 5, 6, 7);
        assertThat(sent).extracting(Frame::getNumber).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(meters.droppedCount(CameraMeters.Drop.BUFFER_FULL)).isEqualTo(3);
    }

    @Test
    void cameraTimeTellsTheStateAndTheLastNumber() {
        queue.open(0);
        queue.tick(false, "nothing listens there");
        picture(1);
        queue.tick(true, null);
        List<Frame> sent = drain();
        assertThat(sent)
                .extracting(Frame::getKind)
                .containsExactly(FrameKind.CAMERA_TIME, FrameKind.PICTURE, FrameKind.CAMERA_TIME);
        assertThat(sent).extracting(Frame::getNumber).containsExactly(-1L, 0L, 0L);
        assertThat(sent.get(0).getCameraUp()).isFalse();
        assertThat(sent.get(0).getCameraFault()).isEqualTo("nothing listens there");
        assertThat(sent.get(0).getFrameId()).isNull();
        assertThat(sent.get(2).getCameraUp()).isTrue();
        assertThat(sent.get(2).getCameraFault()).isNull();
    }

    @Test
    void ticksThatWaitBecomeOneAndCrowdNoPictureOut() {
        queue.open(0);
        picture(1);
        for (int i = 0; i < 100; i++) {
            clock.wall += 1000;
            queue.tick(true, null);
        }
        List<Frame> sent = drain();
        assertThat(names(sent)).containsExactly(1);
        assertThat(times(sent)).containsExactly(100_000L, 200_000L);
    }

    @Test
    void timeNeverGoesBackWhenTheClockDoes() {
        queue.open(0);
        picture(1);
        clock.wall = 90_000;
        picture(2);
        queue.tick(true, null);
        clock.wall = 100_001;
        picture(3);
        assertThat(times(drain())).containsExactly(100_000L, 100_000L, 100_000L, 100_001L);
    }

    @Test
    void aTickDoesNotOvertakeThePictureInHand() {
        queue.open(0);
        long captured = queue.capture();
        clock.wall += 50;
        queue.tick(true, null);
        queue.publish(captured, new byte[1], 1, 1, Zones.EVERYWHERE);
        assertThat(times(drain())).containsExactly(100_000L, 100_000L);
        clock.wall += 50;
        queue.tick(true, null);
        assertThat(times(drain())).containsExactly(100_100L);
    }

    @Test
    void nothingIsTakenBeforeTheEarlierRunsTimeIsKnown() {
        picture(1);
        assertThat(queue.take()).isEmpty();
        queue.open(0);
        assertThat(queue.take()).isPresent();
    }

    @Test
    void timeGoesOnFromTheEarlierRunAlsoWhenTheClockJumpedBackBetween() {
        picture(1);
        queue.open(150_000);
        picture(2);
        clock.wall = 150_500;
        picture(3);
        List<Frame> sent = drain();
        assertThat(names(sent)).containsExactly(2, 3);
        assertThat(times(sent)).containsExactly(150_001L, 150_500L);
        assertThat(sent.get(0).getEpoch()).isEqualTo(150_001);
        assertThat(meters.droppedCount(CameraMeters.Drop.CLOCK)).isEqualTo(1);
    }

    @Test
    void aRunAsShortAsAMillisecondStillHasAnEpochOfItsOwn() {
        picture(1);
        clock.wall++;
        queue.open(0);
        Frame only = drain().get(0);
        var next = new CameraQueue("lobby", 3, clock, meters, () -> {});
        next.open(only.getCapturedAt().toEpochMilli());
        next.publish(next.capture(), new byte[1], 4, 3, Zones.EVERYWHERE);
        Frame again = next.take().orElseThrow();
        assertThat(again.getEpoch()).isGreaterThan(only.getEpoch());
        assertThat(again.getCapturedAt()).isAfter(only.getCapturedAt());
    }

    @Test
    void aPictureInHandIsDroppedWhenTheEarlierRunProvesToBeAhead() {
        long stamp = queue.capture();
        queue.open(150_000);
        queue.publish(stamp, new byte[1], 4, 3, Zones.EVERYWHERE);
        picture(2);
        List<Frame> sent = drain();
        assertThat(names(sent)).containsExactly(2);
        assertThat(meters.droppedCount(CameraMeters.Drop.CLOCK)).isEqualTo(1);
    }

    @Test
    void aRecordPutBackIsTheNextAgainWithTheSameNumber() {
        queue.open(0);
        picture(1);
        picture(2);
        Frame first = queue.take().orElseThrow();
        queue.putBack(first);
        List<Frame> sent = drain();
        assertThat(names(sent)).containsExactly(1, 2);
        assertThat(sent).extracting(Frame::getNumber).containsExactly(0L, 1L);
    }

    @Test
    void fewRecordsAreUnconfirmedAtOnce() {
        queue.open(0);
        int taken = 0;
        for (int i = 0; i < 50; i++) {
            picture(i);
            taken += queue.take().isPresent() ? 1 : 0;
        }
        assertThat(taken).isEqualTo(8);
    }

    @Test
    void whatFailsIsCountedByReason() {
        queue.open(0);
        picture(1);
        queue.failed(queue.take().orElseThrow(), CameraMeters.Drop.KAFKA);
        assertThat(meters.droppedCount(CameraMeters.Drop.KAFKA)).isEqualTo(1);
        assertThat(queue.isDrained()).isTrue();
    }
}
