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
        return new WebSettings(host, 0, behindProxy, Optional.empty(), 20, 32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void doesNotServeOtherMachinesInTheClear(String host, @TempDir Path scratch) {
        assertThatThrownBy(() -> WebServer.start(
                        on(host, false), List.of(), new Sessions(InstantSource.system()), null, scratch))
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
        assertThatThrownBy(() -> new WebSettings("127.0.0.1", 0, false, Optional.of(url), 20, 32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("publicUrl is '" + url + "'");
    }
}
