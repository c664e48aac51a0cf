package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressTest {

    @Test
    void theSchemeSaysWhatItIs() {
        assertThat(SourceAddress.parse("rtsp://10.0.0.5:554/stream1")).isInstanceOf(SourceAddress.Rtsp.class);
        assertThat(SourceAddress.parse("RTSPS://cam.example/stream1")).isInstanceOf(SourceAddress.Rtsp.class);
        assertThat(SourceAddress.parse("http://[::1]:8080/video.mjpg")).isInstanceOf(SourceAddress.Mjpeg.class);
        assertThat(SourceAddress.parse("/dev/video0")).isEqualTo(new SourceAddress.Webcam(Path.of("/dev/video0")));
        assertThat(SourceAddress.parse("clips/yard.mp4")).isEqualTo(new SourceAddress.Local(Path.of("clips/yard.mp4")));
        assertThat(SourceAddress.parse("file:///clips/yard.mp4"))
                .isEqualTo(new SourceAddress.Local(Path.of("/clips/yard.mp4")));
    }

    @Test
    void anUnknownSchemeIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> SourceAddress.parse("rtmp://host/live"))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("rtmp://host/live", "rtsp://", "/dev/videoN");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "rtsp://", "rtsp:///path", "rtsp://:554/path", "${env:LOBBY_URL}"})
    void whatIsNoAddressIsRefused(String text) {
        assertThatThrownBy(() -> SourceAddress.parse(text)).isInstanceOf(UserError.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://admin:m4rked@host/stream",
                "rtsp://admin:m4rked${env:REST}@host/stream",
                "rtsp://:m4rked@host/stream",
                "rtsp://admin:m4rked@with@signs@host/stream",
                "rtsp://admin:m4rked/with/slashes@host/stream",
                "rtsp://admin:m4rked?question@host/stream",
                "rtsp://admin:m4rked#hash@host/stream",
                "http://host/video?user=admin&password=m4rked",
                "http://host/video?pwd=m4rked&size=1",
                "rtmp://admin:m4rked@host/live"
            })
    void aPasswordInPlainTextIsRefusedWithoutShowingIt(String text) {
        assertThatThrownBy(() -> SourceAddress.parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageNotContaining("m4rked");
    }

    @Test
    void theRefusalOfAPasswordSaysHowToGiveIt() {
        assertThatThrownBy(() -> SourceAddress.parse("rtsp://admin:m4rked@host/stream"))
                .hasMessageContainingAll("${env:NAME}", "${file:PATH}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://host/stream",
                "rtsp://admin@host/stream",
                "rtsp://admin:${env:LOBBY_PASSWORD}@host:554/stream?channel=1",
                "rtsp://${env:LOBBY_USER}:${file:/run/secrets/lobby}@host/stream",
                "http://host/video?user=admin&password=${env:LOBBY_PASSWORD}&size=1"
            })
    void referencesAreTaken(String text) {
        assertThat(SourceAddress.parse(text)).isNotNull();
    }

    @Test
    void shownAddressesHaveNoUserInfo() {
        assertThat(SourceAddress.parse("rtsp://admin:${file:/run/secrets/lobby}@host:554/stream")
                        .shown())
                .isEqualTo("rtsp://***@host:554/stream");
        assertThat(SourceAddress.parse("http://host/video?password=${env:P}&size=1")
                        .shown())
                .isEqualTo("http://host/video?password=***&size=1");
    }
}
