package io.sightline.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.access.Sessions;
import io.sightline.core.UserError;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSettingsTest {
    private static WebSettings on(String host, boolean behindProxy) {
        return new WebSettings(host, 0, behindProxy, Optional.empty(), Optional.empty(), 20, 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void doesNotServeOtherMachinesInTheClear(String host, @TempDir Path scratch) {
        assertThatThrownBy(() -> WebServer.start(
                        on(host, false),
                        Optional.empty(),
                        List.of(),
                        new Sessions(InstantSource.system()),
                        null,
                        scratch))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("without encryption")
                .hasMessageContaining("--behind-proxy");
    }

    @Test
    void servesOtherMachinesThroughAProxy() {
        on("0.0.0.0", true).requireSafe();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "localhost", "::1"})
    void servesThisMachine(String host) {
        on(host, false).requireSafe();
        assertThat(on(host, false).isLoopback()).isTrue();
    }

    @Test
    void saysWhichAddressIsNone() {
        assertThatThrownBy(() -> on("no such host", false).requireSafe())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'no such host'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sightline.example", "ftp://sightline.example", "https://sightline.example/console", "https:///"
            })
    void aPublicUrlIsWholeAndHasNoPath(String url) {
        assertThatThrownBy(() -> new WebSettings("127.0.0.1", 0, false, Optional.of(url), Optional.empty(), 20, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("publicUrl is '" + url + "'");
    }

    @Test
    void servesOtherMachinesWithACertificate() {
        with("0.0.0.0", Optional.empty()).requireSafe();
    }

    @Test
    void itsAddressSaysWhetherItHasTls() {
        assertThat(with("127.0.0.1", Optional.empty()).url(8443)).isEqualTo("https://127.0.0.1:8443");
        assertThat(with("::1", Optional.empty()).url(8443)).isEqualTo("https://[::1]:8443");
        assertThat(with("0.0.0.0", Optional.empty()).url(8443))
                .startsWith("https://")
                .doesNotContain("0.0.0.0");
        assertThat(with("0.0.0.0", Optional.of("https://sightline.example/")).url(8443))
                .isEqualTo("https://sightline.example");
        assertThat(on("127.0.0.1", false).url(8088)).isEqualTo("http://127.0.0.1:8088");
    }

    @Test
    void thePublicAddressIsNotInTheClearWithACertificate() {
        assertThatThrownBy(() -> with("127.0.0.1", Optional.of("http://sightline.example")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected https://");
    }

    private static WebSettings with(String host, Optional<String> publicUrl) {
        var tls = new TlsSettings(Path.of("console.pem"), Optional.of(Path.of("console.key")), Optional.empty());
        return new WebSettings(host, 0, false, publicUrl, Optional.of(tls), 20, 32);
    }
}
