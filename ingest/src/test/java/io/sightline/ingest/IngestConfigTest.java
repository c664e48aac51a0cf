package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.core.Zone;
import io.sightline.core.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestConfigTest {
    private static final String CONNECTION =
            """
            kafka:
              bootstrap.servers: 127.0.0.1:9092
            registry:
              url: http://127.0.0.1:8081
            """;

    @TempDir
    Path folder;

    private IngestConfig load(String yaml) throws Exception {
        return ConfigLoader.load(
                Files.writeString(folder.resolve("ingest.yml"), CONNECTION + yaml), IngestConfig.class, Map.of());
    }

    @Test
    void theDefaultsInTheFileAreThoseInTheCode() throws Exception {
        assertThat(load("").ingest()).isEqualTo(IngestSettings.of(Map.of()));
        assertThat(
                        load("""
                        ingest:
                          cameras:
                            yard: {source: yard.mp4}
                        """)
                                .ingest()
                                .cameras())
                .isEqualTo(Map.of("yard", CameraConfig.of("yard.mp4")));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        IngestSettings settings =
                load("""
                        ingest:
                          followTopic: true
                          openTimeout: 4s
                          stallTimeout: 5s
                          reconnectFirst: 200ms
                          reconnectLongest: 1m
                          stillInterval: 6s
                          motionHold: 1s
                          motionThreshold: 12
                          motionCells: 5
                          queueLength: 50
                          secretVariablePrefix: CAMERA_
                          secretFolder: /run/secrets
                          cameras:
                            lobby:
                              source: rtsp://admin:${env:LOBBY_PASSWORD}@10.0.0.5/stream1
                              framesPerSecond: 12.5
                              maxWidth: 1280
                              jpegQuality: 90
                              motionGate: false
                              loop: true
                              realTime: false
                              zones:
                                - {name: door, purpose: look, points: [[0, 0], [0.5, 0], [0.5, 1]]}
                                - name: screen
                                  purpose: ignore
                                  points: [[0.1, 0.1], [0.3, 0.1], [0.3, 0.25], [0.1, 0.25]]
                        """)
                        .ingest();
        assertThat(settings)
                .isEqualTo(new IngestSettings(
                        Map.of(
                                "lobby",
                                new CameraConfig(
                                        "rtsp://admin:${env:LOBBY_PASSWORD}@10.0.0.5/stream1",
                                        12.5f,
                                        1280,
                                        90,
                                        false,
                                        true,
                                        false,
                                        List.of(
                                                new ZoneConfig(
                                                        "door",
                                                        Zone.Purpose.LOOK,
                                                        List.of(
                                                                List.of(0.0, 0.0),
                                                                List.of(0.5, 0.0),
                                                                List.of(0.5, 1.0))),
                                                new ZoneConfig(
                                                        "screen",
                                                        Zone.Purpose.IGNORE,
                                                        List.of(
                                                                List.of(0.1, 0.1),
                                                                List.of(0.3, 0.1),
                                                                List.of(0.3, 0.25),
                                                                List.of(0.1, 0.25)))))),
                        true,
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(200),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(1),
                        12,
                        5,
                        50,
                        "CAMERA_",
                        Optional.of("/run/secrets")));
    }

    @Test
    void everyBadCameraIsNamedAndNoPasswordShown() {
        assertThatThrownBy(
                        () -> load(
                                """
                        ingest:
                          cameras:
                            lobby: {source: "rtsp://admin:m4rked@10.0.0.5/stream1"}
                            yard: {source: "rtmp://10.0.0.6/live"}
                        """))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("lobby", "password in plain text", "yard", "rtmp://10.0.0.6/live")
                .hasMessageNotContaining("m4rked");
    }

    @Test
    void aBadZoneIsNamedWithItsCamera() {
        assertThatThrownBy(
                        () -> load(
                                """
                        ingest:
                          cameras:
                            lobby: {source: a.mp4, zones: [{name: door, purpose: look, points: [[0, 0], [0.5, 1.5], [1, 1]]}]}
                            yard: {source: b.mp4, zones: [{name: gate, purpose: see, points: [[0, 0, 0]]}]}
                            roof: {source: c.mp4, zones: [{name: hatch, purpose: ignore, points: [[0, 0, 0]]}]}
                        """))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("lobby", "zone 'door' has the point 2 at (0.5, 1.5)", "0 to 1")
                .hasMessageContaining("yard.zones[0].purpose is 'see', expected one of [look, ignore]")
                .hasMessageContaining("roof.zones[0].points has [0.0, 0.0, 0.0], expected [x, y]");
    }

    @Test
    void aValueOutOfRangeIsSaid() {
        assertThatThrownBy(
                        () -> load(
                                """
                        ingest:
                          cameras:
                            lobby: {source: a.mp4, jpegQuality: 101}
                        """))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("jpegQuality", "101", "1 to 100");
    }

    @Test
    void followingTheTopicChangesNothingElse() throws Exception {
        String others = "ingest: {queueLength: 50, stallTimeout: 4s, secretFolder: /run/secrets}";
        IngestSettings expected =
                load(others.replace("{", "{followTopic: true, ")).ingest();
        assertThat(load(others).ingest().withFollowTopic()).isEqualTo(expected);
    }
}
