package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.service.Health;
import io.sightline.core.service.ServiceContext;
import io.sightline.detector.DetectorService;
import io.sightline.detector.DetectorSettings;
import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.Photo;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.standalone.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second detector joins in the middle of tracks. */
class RebalanceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** As many cameras as make it sure that some partition in use changes hands. */
    private static final List<String> CAMERAS = List.of("lobby", "desk", "yard", "gate", "lift", "roof");

    private static final int FRAMES_OF_THE_SECOND = 60;

    @TempDir
    Path folder;

    @Test
    void aTrackKeepsItsIdWhenItsCameraMovesToAnotherDetector() throws Exception {
        try (RunningStandalone system = RunningStandalone.start(folder)) {
            system.enrol("Franck", List.of(Photo.read(TestData.media("franck_02159.jpg"))));
            for (String camera : CAMERAS) {
                system.play(camera, TestData.media("franck.mp4"), 2, false);
            }
            for (String camera : CAMERAS) {
                system.eventsUntil(
                        "Franck is identified at " + camera,
                        e -> e.getCameraId().equals(camera) && e.getKind() == EventKind.IDENTIFIED,
                        PATIENCE);
            }

            var failures = new CopyOnWriteArrayList<Throwable>();
            var metrics = new SimpleMeterRegistry();
            try (DetectorService second = DetectorService.open(
                    system.system().reachable().connection(),
                    ModelBundle.load(Distribution.locate().bundle("mtcnn")),
                    ConfigLoader.defaults(DetectorSettings.class),
                    new ServiceContext(metrics, new Health(), failures::add))) {
                second.start();
                Backbone.await(
                        () -> "the second detector looks at " + FRAMES_OF_THE_SECOND + " records, it had "
                                + recordsOf(metrics),
                        PATIENCE,
                        () -> recordsOf(metrics) >= FRAMES_OF_THE_SECOND);
            }
            assertThat(failures).isEmpty();

            List<IdentityEvent> events = system.eventsSoFar();
            Map<String, Long> identified = RunningStandalone.ofKind(events, EventKind.IDENTIFIED).stream()
                    .collect(Collectors.groupingBy(IdentityEvent::getCameraId, Collectors.counting()));
            Map<String, Long> tracks = events.stream()
                    .collect(Collectors.groupingBy(
                            IdentityEvent::getCameraId,
                            Collectors.mapping(
                                    IdentityEvent::getTrackId,
                                    Collectors.collectingAndThen(Collectors.toSet(), s -> (long) s.size()))));
            Map<String, Long> oneEach = CAMERAS.stream().collect(Collectors.toMap(c -> c, c -> 1L));
            assertThat(identified).isEqualTo(oneEach);
            assertThat(tracks).isEqualTo(oneEach);
            assertThat(RunningStandalone.ofKind(events, EventKind.LEFT)).isEmpty();
        }
    }

    private static double recordsOf(SimpleMeterRegistry metrics) {
        return metrics.find("sightline.stage.records").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
