package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatcherConfigTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsNotGivenIsAsDocumented() throws IOException {
        MatcherConfig config = load(
                """
                kafka:
                  bootstrap.servers: localhost:9092
                registry:
                  url: http://localhost:8080
                matcher:
                  model: bundles/net
                """);

        assertThat(config.topicPrefix()).isEmpty();
        assertThat(config.matcher()).isEqualTo(MatcherSettings.defaultsFor(Path.of("bundles/net"), Path.of("state")));
        assertThat(config.matcher().decision())
                .isEqualTo(new DecisionSettings(0.05f, 2, 0.75, 0.5f, 8, 3, 2, 1.1, 6, 0.4f, 0.2f));
        assertThat(config.matcher().sighting())
                .isEqualTo(new SightingSettings(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        Duration.ofDays(30),
                        Duration.ofDays(30),
                        Duration.ofSeconds(30)));
    }

    @Test
    void everyKeyIsRead() throws IOException {
        MatcherConfig config = load(
                """
                kafka:
                  bootstrap.servers: localhost:9092
                  num.standby.replicas: 1
                registry:
                  url: http://localhost:8080
                topicPrefix: shop.
                admin:
                  port: 9999
                matcher:
                  model: bundles/net
                  stateDir: /var/lib/matcher
                  threads: 4
                  guarantee: AT_LEAST_ONCE
                  commitInterval: 100ms
                  decision:
                    minimumQuality: 0.1
                    minimumFaces: 3
                    singleFaceShare: 0.5
                    singleFaceQuality: 0.9
                    facesKept: 16
                    facesToChange: 5
                    marginsToChange: 3
                    strangerShare: 1.2
                    facesToBeAStranger: 7
                    strangerQuality: 0.3
                    clearlyBetter: 0.1
                  sighting:
                    gap: 1m
                    trackTimeout: 45s
                    eventValidity: 5s
                    strangersKept: 7d
                    eventsKept: 90d
                    clockJump: 1m
                """);

        assertThat(config.kafka()).containsEntry("num.standby.replicas", "1");
        assertThat(config.topicPrefix()).isEqualTo("shop.");
        assertThat(config.admin().port()).isEqualTo(9999);
        assertThat(config.matcher())
                .isEqualTo(new MatcherSettings(
                        Path.of("bundles/net"),
                        Path.of("/var/lib/matcher"),
                        4,
                        MatcherSettings.Guarantee.AT_LEAST_ONCE,
                        Duration.ofMillis(100),
                        new DecisionSettings(0.1f, 3, 0.5, 0.9f, 16, 5, 3, 1.2, 7, 0.3f, 0.1f),
                        new SightingSettings(
                                Duration.ofMinutes(1),
                                Duration.ofSeconds(45),
                                Duration.ofSeconds(5),
                                Duration.ofDays(7),
                                Duration.ofDays(90),
                                Duration.ofMinutes(1))));
    }

    @Test
    void whatCannotBeRightIsRefusedAllAtOnce() {
        assertThatThrownBy(
                        () -> load(
                                """
                        kafka:
                          bootstrap.servers: localhost:9092
                        registry:
                          url: http://localhost:8080
                        matcher:
                          model: bundles/net
                          decision:
                            facesToChange: 1
                          sighting:
                            trackTimeout: 0s
                        """))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("facesToChange is 1, expected minimumFaces (2) or more")
                .hasMessageContaining("trackTimeout is 0ms, expected 1ms or more");
    }

    private MatcherConfig load(String yaml) throws IOException {
        Path file = folder.resolve("matcher.yml");
        Files.writeString(file, yaml);
        return ConfigLoader.load(file, MatcherConfig.class, Map.of());
    }
}
