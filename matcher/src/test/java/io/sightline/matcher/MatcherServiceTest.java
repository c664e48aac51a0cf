package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the matcher does when there is no broker to speak to. */
class MatcherServiceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final Health health = new Health();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private MatcherService matcher;

    @AfterEach
    void stop() {
        matcher.close();
    }

    @Test
    void itWaitsForABrokerWhoseNameIsNotKnownYet() throws Exception {
        start(Map.of());

        Waiting.until("it says what is in the way", PATIENCE, () -> fault().contains("No resolvable bootstrap urls"));

        assertThat(failure.get()).isNull();
    }

    @Test
    void aSettingThatKafkaDoesNotKnowStopsIt() throws Exception {
        start(Map.of("security.protocol", "SMOKE_SIGNALS"));

        Waiting.until("it fails", PATIENCE, () -> failure.get() != null);

        assertThat(failure.get()).hasStackTraceContaining("SMOKE_SIGNALS");
    }

    private String fault() {
        return health.component("streams").fault().orElse("");
    }

    private void start(Map<String, String> settings) throws IOException {
        Path model = Files.createDirectories(folder.resolve("model"));
        Files.writeString(
                model.resolve("manifest.json"),
                """
                {"kind": "EMBEDDER", "id": "%s", "dimension": %d, "threshold": {"distance": 0.9, "margin": 0.05}}
                """
                        .formatted(Recorded.MODEL.id(), Recorded.DIMENSION));
        Map<String, String> kafka = new HashMap<>(settings);
        kafka.put("bootstrap.servers", "broker.invalid:9092");
        health.component("streams").down("starting");
        matcher = new MatcherService(
                MatcherSettings.defaultsFor(model, folder.resolve("state")),
                new Connection(kafka, new RegistryConfig("http://127.0.0.1:1", Map.of()), ""),
                new ServiceContext(new SimpleMeterRegistry(), health, failure::set),
                new Gallery(),
                InMemoryAvro::new);
        matcher.start();
    }
}
