package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Zone;
import io.sightline.core.Zones;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.InMemoryAvro;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which changes of a camera begin its reading anew; the Kafka part is {@link IngestServiceIT}'s. */
class IngestServiceTest {
    private static final Zones CORNER = new Zones(List.of(new Zone(
            "corner",
            Zone.Purpose.IGNORE,
            List.of(new Zone.Corner(0, 0), new Zone.Corner(0.2, 0), new Zone.Corner(0, 0.2)))));

    private final ServiceContext context = new ServiceContext(new SimpleMeterRegistry(), new Health(), bug -> {
        throw new AssertionError(bug);
    });
    private final Connection nowhere = new Connection(
            Map.of("bootstrap.servers", "127.0.0.1:1"), new RegistryConfig("http://127.0.0.1:1", Map.of()), "");

    @Test
    void otherZonesLeaveTheCameraOpenAndAnyOtherChangeReadsItAnew() {
        Camera before = Camera.of("reopened", CameraConfig.of("/nowhere.mp4"));
        try (var service = new IngestService(IngestSettings.of(Map.of()), nowhere, context, new InMemoryAvro())) {
            service.put(before);
            Thread reading = readerOf("reopened");

            service.put(before.withZones(CORNER));
            assertThat(readerOf("reopened")).isSameAs(reading);

            service.put(Camera.of("reopened", CameraConfig.of("/nowhere.mp4").withLoop(true))
                    .withZones(CORNER));
            assertThat(readerOf("reopened")).isNotSameAs(reading);
            assertThat(reading.isAlive()).isFalse();
        }
    }

    private static Thread readerOf(String camera) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("camera-" + camera))
                .findFirst()
                .orElseThrow();
    }
}
