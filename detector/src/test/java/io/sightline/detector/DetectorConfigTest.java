package io.sightline.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.RegistryConfig;
import io.sightline.vision.DetectorOptions;
import io.sightline.vision.PictureLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DetectorConfigTest {
    @TempDir
    Path folder;

    @Test
    void hasDefaultsForEverythingButThePlacesOfThings() {
        DetectorSettings settings = DetectorSettings.defaults();

        assertThat(settings.options()).isEqualTo(DetectorOptions.DEFAULT);
        assertThat(settings.limits()).isEqualTo(PictureLimits.DEFAULT);
        assertThat(settings.pictures()).isEqualTo(2);
        assertThat(settings.maxBatch()).isEqualTo(32);
        assertThat(settings.lateAfter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.tracking())
                .isEqualTo(new TrackingSettings(Duration.ofMillis(1500), Duration.ofSeconds(10), 0.95f, 2));
        assertThat(settings.crops())
                .isEqualTo(new CropSettings(
                        Duration.ofSeconds(2), Duration.ofMillis(200), 3, Duration.ofMillis(400), 0.05f, 0));
    }

    @Test
    void takesEverythingFromTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("detector.yml"),
                """
                kafka:
                  bootstrap.servers: broker:9092
                registry:
                  url: http://registry:8081
                topicPrefix: test-
                admin:
                  port: 9000
                model: bundles/mtcnn
                detector:
                  minFacePixels: 60
                  proposalThreshold: 0.5
                  refinementThreshold: 0.8
                  outputThreshold: 0.9
                  pyramidFactor: 0.6
                  pictures: 4
                  threads: 2
                  maxPixels: 1000000
                  maxBatch: 16
                  lateAfter: 0s
                  tracking:
                    gap: 1s
                    stillGap: 20s
                    confirmScore: 0.9
                    confirmSightings: 3
                  crops:
                    interval: 5s
                    spacing: 1s
                    early: 1
                    earlySpacing: 1s
                    improvement: 0.2
                    minQuality: 0.3
                """);

        DetectorConfig config = ConfigLoader.load(file, DetectorConfig.class, Map.of());

        assertThat(config)
                .isEqualTo(new DetectorConfig(
                        Map.of("bootstrap.servers", "broker:9092"),
                        new RegistryConfig("http://registry:8081", Map.of()),
                        "test-",
                        new AdminConfig("127.0.0.1", 9000),
                        Path.of("bundles/mtcnn"),
                        new DetectorSettings(
                                60,
                                0.5f,
                                0.8f,
                                0.9f,
                                0.6f,
                                4,
                                2,
                                1_000_000,
                                16,
                                Duration.ZERO,
                                new TrackingSettings(Duration.ofSeconds(1), Duration.ofSeconds(20), 0.9f, 3),
                                new CropSettings(
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(1),
                                        1,
                                        Duration.ofSeconds(1),
                                        0.2f,
                                        0.3f))));
    }

    @Test
    void namesEveryKeyThatIsWrong() throws IOException {
        Path file = Files.writeString(
                folder.resolve("detector.yml"),
                """
                kafka:
                  bootstrap.servers: broker:9092
                registry:
                  url: http://registry:8081
                model: mtcnn
                detector:
                  minFacePixel: 60
                  pictures: many
                  tracking:
                    gap: 20s
                  crops:
                    early: 0
                """);

        assertThatThrownBy(() -> ConfigLoader.load(file, DetectorConfig.class, Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("detector.minFacePixel")
                .hasMessageContaining("minFacePixels")
                .hasMessageContaining("detector.pictures")
                .hasMessageContaining("stillGap is 10000ms, expected gap (20000ms) or more")
                .hasMessageContaining("early is 0, expected 1 or more");
    }
}
