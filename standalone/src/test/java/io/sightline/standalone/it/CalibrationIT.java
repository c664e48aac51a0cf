package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.kafka.DependencyMonitor;
import io.sightline.matcher.MatcherService;
import io.sightline.matcher.MatcherSettings;
import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.it.CommandProcess.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A threshold that is set while a real matcher runs, on a real broker. */
@Tag("full")
class CalibrationIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** It is promised within a second; other work on the machine gets some more. */
    private static final Duration PROMPTLY = Duration.ofSeconds(4);

    private static final int CROWD_FRAMES = 1_200;
    /** Farther than the bundle's .85, nearer than the .9052 that the crowd gives for one error in a hundred. */
    private static final double BETWEEN = 0.88;

    @TempDir
    Path folder;

    @Test
    void theMatcherDecidesByWhatWasSetOnThatCameraAlone() throws Exception {
        Path bundle = Distribution.locate().bundle("mobilefacenet-128");
        Instant begin = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        try (Backbone backbone = Backbone.started(folder);
                var monitor = new DependencyMonitor(backbone.connection(), backbone.context);
                var matcher = new MatcherService(
                        MatcherSettings.defaultsFor(bundle, folder.resolve("state")),
                        backbone.connection(),
                        backbone.context);
                var topics = TopicStore.open(backbone.connection());
                TopicTail<IdentityEvent> events = topics.tail(Topics.IDENTITY_EVENTS, From.BEGINNING);
                var log = new FaceLog(backbone, ModelBundle.load(bundle).id().toString(), begin)) {
            describe(backbone);
            log.enrol("Ada", 0, 0);
            log.crowd("crowd", 20, CROWD_FRAMES);
            log.flush();
            monitor.start();
            matcher.start();
            Backbone.await(() -> "ready: " + backbone.health.faults(), PATIENCE, () -> backbone.health.isReady());
            int second = 2 * CROWD_FRAMES;
            pass(log, "crowd", "before", second);
            List<IdentityEvent> seen = new ArrayList<>();
            awaitLeft(events, seen, "before");
            assertThat(identified(seen)).isEmpty();

            Ended set = CommandProcess.run(
                    folder,
                    PATIENCE,
                    "calibrate",
                    "--far",
                    "1e-2",
                    "--camera",
                    "crowd",
                    "--apply",
                    "--since",
                    "1d",
                    "--data",
                    folder.toString());
            long applied = System.nanoTime();
            assertThat(set.exitCode()).as(set.printed()).isZero();
            assertThat(set.printed()).contains("Set: 0.9052 for camera crowd");
            for (int i = 1; identified(seen).isEmpty(); i++) {
                assertThat(Duration.ofNanos(System.nanoTime() - applied))
                        .as("from --apply to the first decision by it")
                        .isLessThan(PROMPTLY);
                pass(log, "crowd", "after-" + i, second + 100 * i);
                awaitLeft(events, seen, "after-" + i);
            }
            assertThat(identified(seen)).allSatisfy(e -> {
                assertThat(e.getPersonId()).isEqualTo("person-Ada");
                assertThat(e.getReasons().getThreshold()).isEqualTo(0.9052f);
            });

            pass(log, "elsewhere", "elsewhere", second);
            awaitLeft(events, seen, "elsewhere");
            assertThat(identified(seen)).extracting(IdentityEvent::getCameraId).containsOnly("crowd");
        }
    }

    private void describe(Backbone backbone) throws Exception {
        Files.writeString(
                folder.resolve("running.json"),
                JsonMapper.builder()
                        .build()
                        .writeValueAsString(Map.of(
                                "pid", ProcessHandle.current().pid(),
                                "bootstrapServers",
                                        backbone.connection().kafka().get("bootstrap.servers"),
                                "registryUrl", backbone.connection().registry().url(),
                                "adminUrl", "http://127.0.0.1:1")));
    }

    private static void pass(FaceLog log, String camera, String track, int second) throws Exception {
        double angle = FaceLog.chord(BETWEEN);
        log.passesAt(second, camera, track, 0, angle, angle, angle);
        log.flush();
    }

    private static void awaitLeft(TopicTail<IdentityEvent> events, List<IdentityEvent> seen, String track)
            throws InterruptedException {
        Backbone.await("LEFT of " + track, PATIENCE, () -> {
            events.poll(Duration.ofMillis(50)).forEach(e -> seen.add(e.value()));
            return seen.stream()
                    .anyMatch(
                            e -> e.getKind() == EventKind.LEFT && e.getTrackId().equals(track));
        });
    }

    private static List<IdentityEvent> identified(List<IdentityEvent> events) {
        return events.stream().filter(e -> e.getKind() == EventKind.IDENTIFIED).toList();
    }
}
