package io.sightline.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.UserError;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.models.testkit.TestBundles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class EmbedderServiceTest {
    @TempDir
    private Path folder;

    private final Health health = new Health();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ServiceContext context = new ServiceContext(new SimpleMeterRegistry(), health, failure::set);

    @Test
    @Timeout(30)
    void whileKafkaIsAwayItIsUnreadyAndAliveAndStopsWhenTold() throws IOException {
        var bundle = TestBundles.tiny(folder);
        try (var service = EmbedderService.open(nobody(), bundle, EmbedderSettings.defaults(), context)) {
            service.start();
            assertThat(health.isReady()).isFalse();
            assertThat(health.isLive()).isTrue();
        }
        assertThat(health.isLive()).isTrue();
        assertThat(failure.get()).isNull();
    }

    @Test
    void aDetectorsBundleIsRefusedBeforeAnythingStarts() throws IOException {
        var bundle = TestBundles.detector(folder);
        assertThatThrownBy(() -> EmbedderService.open(nobody(), bundle, EmbedderSettings.defaults(), context))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("expected an embedder's bundle");
        assertThat(health.components()).isEmpty();
    }

    /** A port at which nobody listens. */
    private static Connection nobody() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + socket.getLocalPort();
            return new Connection(
                    Map.of("bootstrap.servers", address), new RegistryConfig("http://" + address, Map.of()), "");
        }
    }
}
