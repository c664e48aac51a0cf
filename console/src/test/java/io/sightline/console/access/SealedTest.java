package io.sightline.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SealedTest {
    private static final Duration SPAN = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock();
    private final Sealed sealed = new Sealed(clock);

    @Test
    void isOpenedByWhoeverSealedItAndForWhatItWasSealed() {
        String cookie = sealed.seal("sign-in", "grüße", SPAN);

        assertThat(cookie).matches("[A-Za-z0-9_-]+").doesNotContain("gr");
        assertThat(sealed.open("sign-in", cookie)).contains("grüße");
        assertThat(sealed.open("refusal", cookie)).isEmpty();
        assertThat(new Sealed(clock).open("sign-in", cookie)).isEmpty();
    }

    @Test
    void isClosedAfterItsTime() {
        String cookie = sealed.seal("sign-in", "text", SPAN);

        clock.advance(SPAN);
        assertThat(sealed.open("sign-in", cookie)).contains("text");
        clock.advance(Duration.ofMillis(1));
        assertThat(sealed.open("sign-in", cookie)).isEmpty();
    }

    @Test
    void neverLooksTheSame() {
        assertThat(sealed.seal("sign-in", "text", SPAN)).isNotEqualTo(sealed.seal("sign-in", "text", SPAN));
    }

    @Test
    void whatIsChangedOrNoneIsNotOpened() {
        String cookie = sealed.seal("sign-in", "text", SPAN);
        for (int i = 0; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == 'Q' ? 'g' : 'Q';
            String changed = cookie.substring(0, i) + other + cookie.substring(i + 1);
            assertThat(sealed.open("sign-in", changed)).as("character " + i).isEmpty();
        }
        for (String none : new String[] {"", "A", "not base64 !", "A".repeat(16), "A".repeat(10_000)}) {
            assertThat(sealed.open("sign-in", none)).isEmpty();
        }
    }
}
