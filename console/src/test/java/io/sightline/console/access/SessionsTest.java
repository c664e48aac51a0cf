package io.sightline.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.api.Role;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final SignedIn ANNA = new SignedIn("anna", Role.VIEWER);
    private static final SignedIn PAUL = new SignedIn("paul", Role.ADMIN);

    private final TestClock clock = new TestClock();
    private final Sessions sessions = new Sessions(clock);

    @Test
    void isFoundByItsKeyAlone() {
        Sessions.Begun begun = sessions.begin(ANNA, true);

        assertThat(sessions.find(begun.key()).map(Session::user)).contains(ANNA);
        assertThat(sessions.find(begun.key() + "x")).isEmpty();
        assertThat(sessions.find(begun.session().csrfToken())).isEmpty();
        assertThat(sessions.find("")).isEmpty();
    }

    @Test
    void keysAndTokensAreNeverTheSame() {
        Sessions.Begun one = sessions.begin(ANNA, true);
        Sessions.Begun two = sessions.begin(ANNA, true);

        assertThat(one.key()).hasSize(43).isNotEqualTo(two.key());
        assertThat(one.session().csrfToken())
                .hasSize(43)
                .isNotEqualTo(two.session().csrfToken());
        assertThat(one.session().isToken(two.session().csrfToken())).isFalse();
        assertThat(one.session().isToken(null)).isFalse();
    }

    @Test
    void endsWhenItIsNotUsedForLong() {
        String used = sessions.begin(ANNA, true).key();
        String unused = sessions.begin(ANNA, true).key();

        clock.advance(Sessions.IDLE.minusSeconds(1));
        assertThat(sessions.find(used)).isPresent();
        clock.advance(Duration.ofSeconds(2));

        assertThat(sessions.find(used)).isPresent();
        assertThat(sessions.find(unused)).isEmpty();
    }

    @Test
    void endsAfterAWhileHoweverMuchItIsUsed() {
        String key = sessions.begin(ANNA, true).key();
        for (Duration time = Duration.ZERO; time.compareTo(Sessions.LONGEST) < 0; time = time.plusHours(6)) {
            assertThat(sessions.find(key)).isPresent();
            clock.advance(Duration.ofHours(6));
        }

        clock.advance(Duration.ofSeconds(1));

        assertThat(sessions.find(key)).isEmpty();
    }

    @Test
    void endsForOneUserAndNotForOthers() {
        String annas = sessions.begin(ANNA, true).key();
        String pauls = sessions.begin(PAUL, true).key();

        sessions.endAllOf("anna");

        assertThat(sessions.find(annas)).isEmpty();
        assertThat(sessions.find(pauls)).isPresent();
    }

    @Test
    void tooManyPushOutTheOneThatWasUsedLongestAgo() {
        String oldest = sessions.begin(ANNA, true).key();
        clock.advance(Duration.ofSeconds(1));
        String kept = sessions.begin(PAUL, true).key();
        for (int i = 0; i < 4_999; i++) {
            sessions.begin(ANNA, true);
        }

        assertThat(sessions.find(oldest)).isEmpty();
        assertThat(sessions.find(kept)).isPresent();
    }

    @Test
    void secretsAreNotPrinted() {
        Sessions.Begun begun = sessions.begin(ANNA, true);

        assertThat(begun.toString()).doesNotContain(begun.key(), begun.session().csrfToken());
        assertThat(begun.session().toString()).doesNotContain(begun.session().csrfToken());
    }
}
