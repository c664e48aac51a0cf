package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.api.OutboundForm;
import io.sightline.core.UserError;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetFormsTest {

    @Test
    void whatIsSavedIsShownAgain() {
        OutboundForm form = form("https://example.org/in?a=b", false, false);

        assertThat(TargetForms.form(TargetForms.record("a", form, "digest", Instant.EPOCH, Instant.EPOCH)))
                .isEqualTo(form);
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.org/in, https://",
        "example.org, https://",
        "https:///in, with a host",
        "https://user:word@example.org/in, user or password",
        "https://example.org/in#part, #fragment",
        "http://example.org/in, allowPlain",
        "https://127.0.0.1/in, allowPrivate",
        "https://[::1]/in, allowPrivate",
        "https://169.254.169.254/latest, never used",
        "https://a b/, no address"
    })
    void anAddressThatWillNotDoIsRefusedWithWhatWould(String url, String words) {
        assertThatThrownBy(() -> record(form(url, false, false)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(words);
    }

    @Test
    void withoutEncryptionOnlyWhatIsNear() {
        assertThat(record(form("http://192.168.1.5:8123/in", true, true))).isNotNull();
        assertThatThrownBy(() -> record(form("http://8.8.8.8/in", true, true)))
                .hasMessageContaining("with encryption only");
        assertThatThrownBy(() -> record(form("https://169.254.169.254/", true, true)))
                .hasMessageContaining("never used");
    }

    @Test
    void aBrokerIsSavedAndShownAgain() {
        OutboundForm form = broker("mqtt.example.org", true, Optional.of("${env:MQTT_PASSWORD}"), "home/sightline");

        assertThat(TargetForms.form(TargetForms.record("a", form, null, Instant.EPOCH, Instant.EPOCH)))
                .isEqualTo(form);
    }

    @Test
    void aBrokerThatWillNotDoIsRefusedWithWhatWould() {
        assertThatThrownBy(() -> record(broker("mqtt.example.org", true, Optional.of("geheim"), "sightline")))
                .hasMessageContaining("${env:NAME}")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> record(broker("mqtt.example.org", false, Optional.empty(), "sightline")))
                .hasMessageContaining("allowPlain");
        assertThatThrownBy(() -> record(broker("169.254.169.254", true, Optional.empty(), "sightline")))
                .hasMessageContaining("never used");
        assertThatThrownBy(() -> record(broker("::1", true, Optional.empty(), "sightline")))
                .hasMessageContaining("allowPrivate");
        for (String host : List.of("home_assistant", "127.1", "a..b", "")) {
            assertThatThrownBy(() -> record(broker(host, true, Optional.empty(), "sightline")))
                    .hasMessageContaining("mqtt.host");
        }
        for (String topic : List.of("a/#", "+", "$SYS", "", "a//b", "/a")) {
            assertThatThrownBy(() -> record(broker("mqtt.example.org", true, Optional.empty(), topic)))
                    .hasMessageContaining("topicPrefix");
        }
    }

    private static OutboundForm broker(String host, boolean tls, Optional<String> password, String prefix) {
        return new OutboundForm(
                "home",
                OutboundForm.Kind.MQTT,
                true,
                Optional.empty(),
                Optional.of(new OutboundForm.Mqtt(
                        host, 8883, tls, Optional.of("me"), password, prefix, Optional.of("homeassistant"))),
                false,
                false,
                false,
                List.of(OutboundForm.Event.IDENTIFIED, OutboundForm.Event.LEFT),
                List.of(),
                List.of());
    }

    private static Object record(OutboundForm form) {
        return TargetForms.record("a", form, "digest", Instant.EPOCH, Instant.EPOCH);
    }

    private static OutboundForm form(String url, boolean allowPrivate, boolean allowPlain) {
        return new OutboundForm(
                "door",
                OutboundForm.Kind.WEBHOOK,
                true,
                Optional.of(url),
                Optional.empty(),
                allowPrivate,
                allowPlain,
                false,
                List.of(OutboundForm.Event.IDENTIFIED),
                List.of("lobby"),
                List.of());
    }
}
