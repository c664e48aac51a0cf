package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.operations.topics.Enrolment;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.Photo;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.standalone.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each service alone, as it is deployed: a process with the example configuration, against any Kafka. */
@Tag("full")
class ServicesIT {
    private static final Path EXAMPLES =
            Path.of("..", "docs", "examples").toAbsolutePath().normalize();
    private static final List<String> SERVICES = List.of("ingest", "detector", "embedder", "matcher", "console");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void fiveProcessesWithTheExampleConfigurationsIdentifySomebody() throws Exception {
        Map<String, CommandProcess> services = new LinkedHashMap<>();
        Map<String, Integer> adminPorts = new LinkedHashMap<>();
        try (Backbone backbone = new Backbone(folder)) {
            backbone.startKafka();
            backbone.startRegistry();
            CommandProcess topics = start(backbone, "topics", 0);
            assertThat(topics.endsWithin(PATIENCE)).isTrue();
            assertThat(topics.lines()).contains("frames", "identity-events", "dead-letters");

            for (String service : SERVICES) {
                int port = Ports.free();
                adminPorts.put(service, port);
                services.put(service, start(backbone, service, port));
            }
            for (String service : SERVICES) {
                Backbone.await(() -> service + " is ready: " + ready(adminPorts.get(service)), PATIENCE, () -> ready(
                                adminPorts.get(service))
                        .startsWith("200"));
            }
            assertThat(metrics(adminPorts.get("matcher"))).contains("kafka_stream_", "sightline_");

            identifyFranck(backbone);
            assertThat(sessionOf(services.get("console"))).contains("\"firstStart\":true");

            for (String service : SERVICES) {
                services.get(service).terminate();
            }
            for (String service : SERVICES) {
                assertThat(services.get(service).endsWithin(Duration.ofSeconds(20)))
                        .as("%s stops: %s", service, services.get(service).printed())
                        .isTrue();
            }
        } finally {
            services.values().forEach(CommandProcess::close);
        }
    }

    private static void identifyFranck(Backbone backbone) {
        try (TopicStore store = TopicStore.open(backbone.connection());
                TopicTail<IdentityEvent> events = store.tail(Topics.IDENTITY_EVENTS, From.BEGINNING)) {
            var outcome = new Enrolment(store)
                    .enrol(
                            "Franck",
                            List.of(Photo.read(TestData.media("franck_02159.jpg"))),
                            Optional.empty(),
                            PATIENCE);
            assertThat(outcome.isComplete()).as(outcome.toString()).isTrue();
            List<IdentityEvent> seen = new ArrayList<>();
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end && seen.stream().noneMatch(e -> e.getKind() == EventKind.IDENTIFIED)) {
                events.poll(Duration.ofMillis(200)).forEach(e -> seen.add(e.value()));
            }
            assertThat(RunningStandalone.ofKind(seen, EventKind.IDENTIFIED))
                    .extracting(IdentityEvent::getCameraId, IdentityEvent::getPersonId)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            "lobby", outcome.person().getPersonId()));
        }
    }

    private CommandProcess start(Backbone backbone, String command, int adminPort) throws IOException {
        // The examples name folders seen from the repository's root; the environment overrides what differs here.
        Path root = Files.createDirectories(folder.resolve(command));
        return CommandProcess.start(
                root,
                Path.of("..").toAbsolutePath().normalize(),
                List.of(command, "--config", EXAMPLES.resolve(command + ".yml").toString()),
                Map.of(
                        "SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS",
                        backbone.connection().kafka().get("bootstrap.servers"),
                        "SIGHTLINE_REGISTRY_URL",
                        backbone.connection().registry().url(),
                        "SIGHTLINE_ADMIN_PORT",
                        Integer.toString(adminPort),
                        "SIGHTLINE_CONSOLE_WEB_PORT",
                        "0",
                        "SIGHTLINE_MATCHER_STATE_DIR",
                        root.resolve("state").toString()));
    }

    /** What the console says to somebody who is not signed in, at the address that it has printed. */
    private static String sessionOf(CommandProcess console) throws IOException {
        var address = Pattern.compile("The console is at http://127\\.0\\.0\\.1:(\\d+)")
                .matcher(console.printed());
        assertThat(address.find()).as(console.printed()).isTrue();
        return get(Integer.parseInt(address.group(1)), "/api/v1/session").body();
    }

    private static String ready(int port) {
        try {
            HttpResponse<String> answer = get(port, "/readyz");
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return e.toString(); // not listening yet
        }
    }

    private static String metrics(int port) throws IOException {
        return get(port, "/metrics").body();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
