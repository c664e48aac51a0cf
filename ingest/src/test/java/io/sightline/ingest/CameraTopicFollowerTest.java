package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class CameraTopicFollowerTest {
    private final Health health = new Health();
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final ServiceContext context = new ServiceContext(new SimpleMeterRegistry(), health, bugs::add);
    private final InMemoryAvro avro = new InMemoryAvro();
    private final Connection nowhere = new Connection(
            Map.of("bootstrap.servers", "127.0.0.1:1"), new RegistryConfig("http://127.0.0.1:1", Map.of()), "");

    @Test
    void aReaderIsClosedWhenThereIsNoProducerForDeadLetters() throws Exception {
        List<MockConsumer<byte[], byte[]>> readers = new CopyOnWriteArrayList<>();
        try (var service = new IngestService(IngestSettings.of(Map.of()), nowhere, context, avro);
                var follower = new CameraTopicFollower(
                        () -> {
                            readers.add(new MockConsumer<>("earliest"));
                            return readers.get(readers.size() - 1);
                        },
                        () -> {
                            throw new KafkaException("no such host");
                        },
                        avro,
                        "",
                        service,
                        context)) {
            follower.start();
            Waiting.until(
                    "down with the reason",
                    Duration.ofSeconds(10),
                    () -> health.component("ingest/cameras").fault().orElse("").contains("no such host"));
            assertThat(readers.get(0).closed()).isTrue();
        }
        assertThat(bugs).isEmpty();
    }
}
