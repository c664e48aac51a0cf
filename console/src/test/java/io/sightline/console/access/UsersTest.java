package io.sightline.console.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.api.Role;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.kafka.Stores;
import io.sightline.console.testkit.TestClock;
import io.sightline.core.UserError;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.ConsoleRole;
import io.sightline.schemas.avro.ConsoleUser;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users as the topic tells them; that changes are written is shown by DeedsIT. */
class UsersTest {
    private static final String PASSWORD = "correct horse battery";
    private static final int COST = 10;

    private final TestClock clock = new TestClock();
    private final Sessions sessions = new Sessions(clock);
    private final Users users = new Users(
            new Stores(new Connection(
                    Map.of("bootstrap.servers", "127.0.0.1:1"),
                    new RegistryConfig("http://127.0.0.1:1", Map.of()),
                    "")),
            clock,
            sessions,
            COST);
    private final String digest = new Passwords(COST).digest(PASSWORD);

    private void learn(String name, ConsoleRole role, String passwordDigest) {
        var user = new ConsoleUser(name, role, passwordDigest, clock.instant(), clock.instant());
        users.learn(new Entry<>(name, user, 0, 0, 0));
    }

    @Test
    void knowsWhoHasTheRightPassword() {
        learn("anna", ConsoleRole.OPERATOR, digest);

        assertThat(users.check("anna", PASSWORD)).contains(new SignedIn("anna", Role.OPERATOR));
        assertThat(users.check("anna", PASSWORD + " ")).isEmpty();
        assertThat(users.check("Anna", PASSWORD)).isEmpty();
        assertThat(users.check("anna", PASSWORD.repeat(20))).isEmpty();
        assertThat(users.check("", "")).isEmpty();
    }

    @Test
    void aRoleThatIsNotKnownHereLetsNobodyIn() {
        learn("anna", ConsoleRole.UNSPECIFIED, digest);

        assertThat(users.check("anna", PASSWORD)).isEmpty();
    }

    @Test
    void aNameThatIsNotThereTakesAsLongAsAWrongPassword() {
        learn("anna", ConsoleRole.VIEWER, digest);
        users.check("anna", "to warm up");
        users.check("nobody", "to warm up");

        long wrong = fastest("anna");
        long unknown = fastest("nobody");

        // Without the work of bcrypt it would be thousands of times faster.
        assertThat((double) unknown / wrong).isBetween(0.3, 3.0);
    }

    private long fastest(String name) {
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long begin = System.nanoTime();
            assertThat(users.check(name, "not the password")).isEmpty();
            fastest = Math.min(fastest, System.nanoTime() - begin);
        }
        return fastest;
    }

    @Test
    void anotherRoleOrPasswordSignsOutAndTheSameRecordDoesNot() {
        learn("anna", ConsoleRole.VIEWER, digest);
        String key = sessions.begin(new SignedIn("anna", Role.VIEWER), true).key();

        learn("anna", ConsoleRole.VIEWER, digest);
        assertThat(sessions.find(key)).isPresent();

        learn("anna", ConsoleRole.ADMIN, digest);
        assertThat(sessions.find(key)).isEmpty();

        String next = sessions.begin(new SignedIn("anna", Role.ADMIN), true).key();
        learn("anna", ConsoleRole.ADMIN, new Passwords(COST).digest("another good one"));
        assertThat(sessions.find(next)).isEmpty();
    }

    @Test
    void whoeverIsGoneIsSignedOut() {
        learn("anna", ConsoleRole.VIEWER, digest);
        String key = sessions.begin(new SignedIn("anna", Role.VIEWER), true).key();

        users.learn(new Entry<>("anna", null, 0, 1, 0));

        assertThat(sessions.find(key)).isEmpty();
        assertThat(users.check("anna", PASSWORD)).isEmpty();
        assertThat(users.isAnybody()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "../x", "a/b", "<script>", "a b", ".x", "a\nb", "a\u0000"})
    void aNameThatMeansSomethingElsewhereIsRefused(String name) {
        assertThatThrownBy(() -> Users.requireUsable(name, PASSWORD))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("letters, digits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anna", "Jörg", "a.b_c-d@example.org", "7"})
    void aNameThatPeopleHaveIsTaken(String name) {
        Users.requireUsable(name, PASSWORD);
    }

    @Test
    void aLongPasswordIsLookedAtWhole() {
        // bcrypt itself looks at 72 bytes.
        String long1 = "x".repeat(150) + "1";
        var passwords = new Passwords(COST);

        assertThat(passwords.isRight("x".repeat(150) + "2", passwords.digest(long1)))
                .isFalse();
        assertThat(passwords.isRight(long1, passwords.digest(long1))).isTrue();
    }
}
