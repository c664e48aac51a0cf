package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.UserError;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DetectorServiceTest {
    private final Health health = new Health();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final ServiceContext context = new ServiceContext(new SimpleMeterRegistry(), health, failures::add);

    @Test
    void saysWhichBundleIsMissing(@TempDir Path folder) throws IOException {
        Path nowhere = folder.resolve("mtcnn");

        assertThatThrownBy(() -> DetectorService.open(config(nowhere, 1), context))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(nowhere.toString());
    }

    @Test
    @Timeout(30)
    void isUnreadyWhileKafkaIsAwayAndStopsWhenToldTo() throws IOException {
        DetectorService service = DetectorService.open(config(Clip.mtcnn().folder(), closedPort()), context);

        service.start();
        boolean ready = health.isReady();
        long begin = System.nanoTime();
        service.close();

        assertThat(ready).isFalse();
        assertThat(health.components()).containsKeys("detector", "detector-enrollment");
        assertThat(failures).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
    }

    private static DetectorConfig config(Path model, int port) {
        return new DetectorConfig(
                Map.of("bootstrap.servers", "127.0.0.1:" + port),
                new RegistryConfig("http://127.0.0.1:" + port, Map.of()),
                "",
                new AdminConfig("127.0.0.1", 0),
                model,
                DetectorSettings.defaults());
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
