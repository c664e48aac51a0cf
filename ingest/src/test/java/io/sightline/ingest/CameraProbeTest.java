package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CameraProbeTest {
    private final CameraProbe probe = new CameraProbe(name -> name.equals("PW") ? "m4rked-s3cret" : null);

    @Test
    void aReachableSourceTellsSizeAndRate() throws Exception {
        CameraProbe.Result result = probe.probe(TestClips.mp4(10).toString(), Duration.ofSeconds(5));
        assertThat(result.isReachable()).isTrue();
        assertThat(result.width()).isEqualTo(TestClips.WIDTH);
        assertThat(result.height()).isEqualTo(TestClips.HEIGHT);
        assertThat(result.framesPerSecond()).isEqualTo(25);
    }

    @Test
    void aMissingFileTellsWhy() throws Exception {
        assertThat(probe.probe("nowhere.mp4", Duration.ofSeconds(5)).fault().orElseThrow())
                .contains("nowhere.mp4", "no such file");
    }

    @Test
    void aHostThatDoesNotAnswerIsGivenUpInTimeWithoutShowingThePassword() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CameraProbe.Result result = probe.probe(
                    "rtsp://guard:${env:PW}@127.0.0.1:" + mute.getLocalPort() + "/x", Duration.ofMillis(500));
            assertThat(result.fault().orElseThrow()).contains("no answer").doesNotContain("m4rked", "guard");
            assertThat(result.source()).doesNotContain("guard");
            assertThat(result.took()).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void whatIsNoAddressIsTheUsersMistake() {
        assertThatThrownBy(() -> probe.probe("rtmp://host/x", Duration.ofSeconds(1)))
                .isInstanceOf(UserError.class);
    }
}
