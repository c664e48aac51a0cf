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
                .hasMessageContaining("url")
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

    private static Object record(OutboundForm form) {
        return TargetForms.record("a", form, "digest", Instant.EPOCH, Instant.EPOCH);
    }

    private static OutboundForm form(String url, boolean allowPrivate, boolean allowPlain) {
        return new OutboundForm(
                "door",
                OutboundForm.Kind.WEBHOOK,
                true,
                Optional.of(url),
                allowPrivate,
                allowPlain,
                false,
                List.of(OutboundForm.Event.IDENTIFIED),
                List.of("lobby"),
                List.of());
    }
}
