package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Zones;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.avro.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FramePublisherTest {
    private static final Duration BOUND = Duration.ofSeconds(15);
    private final CameraRig rig = new CameraRig(Duration.ofSeconds(1));

    @AfterEach
    void stop() {
        rig.close();
    }

    private CameraQueue camera(String id, int capacity) {
        return rig.publisher.add(id, capacity, () -> new CameraMeters(id, rig.metrics));
    }

    private static void picture(CameraQueue queue) {
        queue.publish(queue.capture(), new byte[10], 4, 3, Zones.EVERYWHERE);
    }

    @Test
    void eachCamerasRecordsArriveInOrderWithATraceOfTheirOwn() throws Exception {
        CameraQueue lobby = camera("lobby", 100);
        CameraQueue yard = camera("yard", 100);
        for (int i = 0; i < 50; i++) {
            picture(lobby);
            picture(yard);
        }
        Waiting.until("all arrive", BOUND, () -> rig.sender.frames.size() == 100);
        for (String id : List.of("lobby", "yard")) {
            List<Long> numbers = rig.sender.frames.stream()
                    .filter(f -> f.getCameraId().equals(id))
                    .map(Frame::getNumber)
                    .toList();
            assertThat(numbers).hasSize(50).isSorted();
        }
        assertThat(rig.sender.traceparents)
                .doesNotHaveDuplicates()
                .allMatch(t -> t.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
        Waiting.until("ready", BOUND, () -> rig.health.isReady());
    }

    @Test
    void whileKafkaIsAwayNobodyWaitsAndTheNewestAreKept() throws Exception {
        rig.sender.away = "Kafka does not answer";
        CameraQueue lobby = camera("lobby", 10);
        long begun = System.nanoTime();
        for (int i = 0; i < 500; i++) {
            picture(lobby);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
        Waiting.until(
                "unready",
                BOUND,
                () -> rig.health.faults().getOrDefault("ingest", "").contains("Kafka does not answer"));
        rig.sender.away = null;
        Waiting.until("resumes by itself", BOUND, () -> rig.health.isReady());
        picture(lobby);
        Waiting.until("new pictures arrive", BOUND, () -> !rig.sender.frames.isEmpty());
        Waiting.until(
                "every picture is accounted for", BOUND, () -> rig.sender.frames.size() + dropped("lobby") == 501);
        assertThat(rig.sender.frames.size()).isLessThanOrEqualTo(11);
    }

    @Test
    void awayInTheMiddleTheOrderIsKeptAndItResumes() throws Exception {
        CameraQueue lobby = camera("lobby", 10);
        picture(lobby);
        Waiting.until("first arrives", BOUND, () -> rig.sender.frames.size() == 1);
        rig.sender.away = "The schema registry does not answer";
        for (int i = 0; i < 5; i++) {
            picture(lobby);
        }
        Waiting.until("unready", BOUND, () -> !rig.health.isReady());
        rig.sender.away = null;
        Waiting.until("all arrive", BOUND, () -> rig.sender.frames.size() == 6);
        assertThat(rig.sender.frames).extracting(Frame::getNumber).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(dropped("lobby")).isZero();
    }

    @Test
    void aPictureThatIsTooLargeIsCountedAndTheNextGoes() throws Exception {
        CameraQueue lobby = camera("lobby", 10);
        rig.sender.refusing = true;
        picture(lobby);
        Waiting.until("counted", BOUND, () -> rig.dropped("lobby", "too_large") == 1);
        rig.sender.refusing = false;
        picture(lobby);
        Waiting.until("the next arrives", BOUND, () -> rig.sender.frames.size() == 1);
    }

    @Test
    void aCameraThatComesBackGoesOnInTime() throws Exception {
        CameraQueue lobby = camera("lobby", 10);
        picture(lobby);
        Waiting.until("arrives", BOUND, () -> rig.sender.frames.size() == 1);
        rig.publisher.remove(lobby);
        Waiting.until("its meters are gone", BOUND, () -> rig.metrics
                .find("sightline.ingest.frames.read")
                .counters()
                .isEmpty());
        picture(camera("lobby", 10));
        Waiting.until("arrives again", BOUND, () -> rig.sender.frames.size() == 2);
        Frame before = rig.sender.frames.get(0);
        Frame after = rig.sender.frames.get(1);
        assertThat(after.getEpoch()).isGreaterThan(before.getEpoch());
        assertThat(after.getCapturedAt()).isAfterOrEqualTo(before.getCapturedAt());
    }

    private double dropped(String id) {
        return rig.metrics.get("sightline.ingest.frames.dropped").tag("camera", id).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }
}
