package io.sightline.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.models.embedding.EngineKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbedderConfigTest {
    @TempDir
    private Path folder;

    @Test
    void defaultsAreOnnxRuntimeOnOneThreadWithoutWaiting() {
        assertThat(EmbedderSettings.defaults())
                .isEqualTo(new EmbedderSettings(EngineKind.ONNX, "auto", 1, 8, Duration.ZERO, false, List.of(), 3));
    }

    @Test
    void everyKeyIsMapped() throws IOException {
        var config = load(
                """
                kafka:
                  bootstrap.servers: broker:9092
                registry:
                  url: http://registry:8080
                topicPrefix: test-
                admin:
                  host: 0.0.0.0
                  port: 9000
                model: models/dlib-128
                embedder:
                  engine: pytorch
                  device: gpu:1
                  threads: 2
                  maxBatch: 64
                  maxWait: 20ms
                  mirrored: true
                  models: [data/models, models]
                  maxModels: 2
                """);
        assertThat(config.kafka()).containsEntry("bootstrap.servers", "broker:9092");
        assertThat(config.connection().registry().url()).isEqualTo("http://registry:8080");
        assertThat(config.topicPrefix()).isEqualTo("test-");
        assertThat(config.admin().host()).isEqualTo("0.0.0.0");
        assertThat(config.admin().port()).isEqualTo(9000);
        assertThat(config.model()).isEqualTo(Path.of("models/dlib-128"));
        assertThat(config.embedder())
                .isEqualTo(new EmbedderSettings(
                        EngineKind.PYTORCH,
                        "gpu:1",
                        2,
                        64,
                        Duration.ofMillis(20),
                        true,
                        List.of(Path.of("data/models"), Path.of("models")),
                        2));
    }

    @Test
    void wrongKeysAndValuesAreRefusedSayingWhatWouldBeRight() {
        assertThatThrownBy(
                        () -> load(
                                """
                        kafka: {bootstrap.servers: "broker:9092"}
                        registry: {url: "http://registry:8080"}
                        embedder:
                          enginge: pytorch
                          maxBatch: many
                        """))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean embedder.engine?")
                .hasMessageContaining("embedder.maxBatch is 'many'")
                .hasMessageContaining("model is missing");
    }

    @Test
    void settingsOutOfTheirRangeAreRefused() {
        refused("tpu", 1, 1, Duration.ZERO, "device is 'tpu', expected auto, cpu or gpu:0");
        refused("gpu:0", 1, 1, Duration.ZERO, "engine onnx computes on the CPU");
        refused("cpu", 0, 1, Duration.ZERO, "threads is 0");
        refused("cpu", 1, 0, Duration.ZERO, "maxBatch is 0");
        refused("cpu", 1, 1, Duration.ofSeconds(2), "maxWait is 2000ms");
        assertThatThrownBy(() -> new EmbedderSettings(EngineKind.ONNX, "cpu", 1, 1, Duration.ZERO, false, List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxModels is 0, expected 1 to 16");
    }

    @Test
    void kafkaWaitsForBatchesUnlessTheOperatorSaysOtherwise() {
        var registry = new RegistryConfig("http://registry:8080", Map.of());
        var bare = new Connection(Map.of("bootstrap.servers", "broker:9092"), registry, "");
        var own = new Connection(
                Map.of("bootstrap.servers", "broker:9092", "consumer.fetch.max.wait.ms", "7"), registry, "");
        var patient = new EmbedderSettings(EngineKind.ONNX, "cpu", 1, 10, Duration.ofMillis(30), false, List.of(), 3);

        assertThat(EmbedderService.waitingForBatches(bare, EmbedderSettings.defaults()))
                .isEqualTo(bare);
        assertThat(EmbedderService.waitingForBatches(bare, patient).kafka())
                .containsEntry("consumer.fetch.max.wait.ms", "30")
                .containsEntry("consumer.fetch.min.bytes", "135000")
                .containsEntry("bootstrap.servers", "broker:9092");
        assertThat(EmbedderService.waitingForBatches(own, patient).kafka())
                .containsEntry("consumer.fetch.max.wait.ms", "7");
    }

    private static void refused(String device, int threads, int maxBatch, Duration maxWait, String message) {
        assertThatThrownBy(() ->
                        new EmbedderSettings(EngineKind.ONNX, device, threads, maxBatch, maxWait, false, List.of(), 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private EmbedderConfig load(String yaml) throws IOException {
        return ConfigLoader.load(
                Files.writeString(folder.resolve("embedder.yml"), yaml), EmbedderConfig.class, Map.of());
    }
}
