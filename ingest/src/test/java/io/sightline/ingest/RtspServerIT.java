package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Against GStreamer's RTSP server: start, stop, start again, stall, passwords. */
class RtspServerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration BOUND = Duration.ofSeconds(20);

    // Characters that an address cannot have as they are.
    private static final String PASSWORD = "m@rked/s3cret:%#";

    @BeforeAll
    static void serverIsInstalled() throws Exception {
        RtspServer.assumeInstalled();
    }

    private static Path clip() {
        return TestClips.h264(TestClips.WIDTH, TestClips.HEIGHT, 50);
    }

    private static CameraConfig all(String source) {
        return CameraConfig.of(source).withFramesPerSecond(30).withMotionGate(false);
    }

    @Nested
    class Source extends FrameSourceContract {
        private RtspServer server;

        @BeforeEach
        void startServer() throws Exception {
            server = RtspServer.start(0, clip());
        }

        @AfterEach
        void stopServer() {
            server.close();
        }

        @Override
        FrameSource open() throws Exception {
            return openOnce(server.url());
        }
    }

    @Test
    void framesResumeByThemselvesWhenTheServerComesBack() throws Exception {
        try (var rig = new CameraRig(PATIENCE)) {
            int port;
            try (RtspServer server = RtspServer.start(0, clip())) {
                port = server.port();
                rig.start("lobby", all(server.url()));
                Waiting.until("first pictures", BOUND, () -> rig.pictures("lobby") > 10);
                assertThat(rig.fault("lobby")).isEmpty();
            }
            Waiting.until("down with the reason", BOUND, () -> rig.fault("lobby")
                    .orElse("")
                    .contains("connection refused"));
            long before = rig.pictures("lobby");
            try (RtspServer again = RtspServer.start(port, clip())) {
                assertThat(again.port()).isEqualTo(port);
                Waiting.until("pictures again", BOUND, () -> rig.pictures("lobby") > before + 10);
                assertThat(rig.fault("lobby")).isEmpty();
            }
        }
    }

    @Test
    void aStalledStreamIsDownAndComesBack() throws Exception {
        try (var rig = new CameraRig(PATIENCE);
                RtspServer server = RtspServer.start(0, clip())) {
            rig.start("lobby", all(server.url()));
            Waiting.until("first pictures", BOUND, () -> rig.pictures("lobby") > 10);
            server.signal("STOP");
            Waiting.until("down with the reason", PATIENCE.plusSeconds(3), () -> rig.fault("lobby")
                    .orElse("")
                    .matches(".*(stalls|no answer).*"));
            long before = rig.pictures("lobby");
            server.signal("CONT");
            Waiting.until("pictures again", BOUND, () -> rig.pictures("lobby") > before + 10);
        }
    }

    @Test
    void anUnreachableCameraDoesNotTouchTheOthers() throws Exception {
        try (var rig = new CameraRig(PATIENCE);
                RtspServer server = RtspServer.start(0, clip());
                RtspServer hung = RtspServer.start(0, clip())) {
            hung.signal("STOP");
            rig.start("hung", all(hung.url()));
            rig.start("nowhere", all("rtsp://127.0.0.1:1/clip"));
            rig.start("lobby", all(server.url()));
            Waiting.until("pictures of the good one", PATIENCE, () -> rig.pictures("lobby") > 10);
            Waiting.until(
                    "the bad ones say why",
                    BOUND,
                    () -> rig.fault("hung").orElse("").contains("no answer")
                            && rig.fault("nowhere").orElse("").contains("connection refused"));
            assertThat(rig.fault("lobby")).isEmpty();
        }
    }

    @Test
    void theRightPasswordOpensWithBasicAndDigest() throws Exception {
        for (String method : new String[] {"basic", "digest"}) {
            try (var rig = new CameraRig(PATIENCE).withVariable("LOBBY_PASSWORD", PASSWORD);
                    RtspServer server = RtspServer.start(0, clip(), "guard", PASSWORD, method)) {
                rig.start("lobby", all("rtsp://guard:${env:LOBBY_PASSWORD}@127.0.0.1:" + server.port() + "/clip"));
                Waiting.until("pictures with " + method, BOUND, () -> rig.pictures("lobby") > 5);
            }
        }
    }

    @Test
    void aWrongPasswordIsSaidWithoutShowingIt() throws Exception {
        try (var rig = new CameraRig(PATIENCE).withVariable("LOBBY_PASSWORD", "wr0ng-m@rked-s3cret");
                RtspServer server = RtspServer.start(0, clip(), "guard", PASSWORD, "basic")) {
            CameraWorker worker =
                    rig.start("lobby", all("rtsp://guard:${env:LOBBY_PASSWORD}@127.0.0.1:" + server.port() + "/clip"));
            Waiting.until("down with the reason", BOUND, () -> rig.fault("lobby")
                    .orElse("")
                    .contains("user name or password"));
            worker.tick();
            Waiting.until("camera's time", BOUND, () -> !rig.sender.times().isEmpty());
            assertThat(rig.sender.times().get(0).getCameraUp()).isFalse();
            assertThat(rig.sender.times().get(0).getCameraFault())
                    .contains("user name or password")
                    .doesNotContain("s3cret", "guard");
        }
    }

    @Test
    void anUnknownPathIsSaid() throws Exception {
        try (var rig = new CameraRig(PATIENCE);
                RtspServer server = RtspServer.start(0, clip())) {
            rig.start("lobby", all("rtsp://127.0.0.1:" + server.port() + "/other"));
            Waiting.until("down with the reason", BOUND, () -> rig.fault("lobby")
                    .orElse("")
                    .contains("no such stream"));
        }
    }
}
