package io.sightline.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.console.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SignInLimitTest {
    private static final String ANNA = "user anna";
    private static final String HERE = "address 127.0.0.1";

    private final TestClock clock = new TestClock();
    private final SignInLimit limit = new SignInLimit(clock);

    private void fail(int times, String... subjects) {
        for (int i = 0; i < times; i++) {
            limit.failed(subjects);
        }
    }

    @Test
    void someFailuresAreFree() {
        fail(SignInLimit.FREE_FAILURES - 1, ANNA, HERE);

        assertThat(limit.mustWait(ANNA, HERE)).isEmpty();
    }

    @Test
    void eachFurtherFailureDoublesTheWaitUpToABound() {
        fail(SignInLimit.FREE_FAILURES, ANNA);
        assertThat(limit.mustWait(ANNA)).contains(SignInLimit.FIRST_WAIT);

        fail(1, ANNA);
        assertThat(limit.mustWait(ANNA)).contains(SignInLimit.FIRST_WAIT.multipliedBy(2));

        fail(100, ANNA);
        assertThat(limit.mustWait(ANNA)).contains(SignInLimit.LONGEST_WAIT);
    }

    @Test
    void theWaitPasses() {
        fail(SignInLimit.FREE_FAILURES, ANNA);

        clock.advance(Duration.ofMillis(500));
        assertThat(limit.mustWait(ANNA)).contains(SignInLimit.FIRST_WAIT.minusMillis(500));
        clock.advance(SignInLimit.FIRST_WAIT);

        assertThat(limit.mustWait(ANNA)).isEmpty();
    }

    @Test
    void anAddressWaitsWhateverNameItTries() {
        for (int i = 0; i < SignInLimit.FREE_FAILURES; i++) {
            limit.failed("user " + i, HERE);
        }

        assertThat(limit.mustWait("user never tried", HERE)).isPresent();
        assertThat(limit.mustWait("user never tried", "address elsewhere")).isEmpty();
    }

    @Test
    void successClearsTheUserAndNotTheAddress() {
        fail(SignInLimit.FREE_FAILURES, ANNA, HERE);

        limit.succeeded(ANNA);

        assertThat(limit.mustWait(ANNA)).isEmpty();
        assertThat(limit.mustWait(HERE)).isPresent();
    }

    @Test
    void longAgoIsForgotten() {
        fail(50, ANNA);
        clock.advance(SignInLimit.LONGEST_WAIT.multipliedBy(2).plusSeconds(1));

        fail(1, ANNA);

        assertThat(limit.mustWait(ANNA)).isEmpty();
    }

    @Test
    void thoseQuietForLongestMakeRoom() {
        fail(SignInLimit.FREE_FAILURES, ANNA);
        for (int i = 0; i < 9_999; i++) {
            limit.failed("user " + i);
        }
        assertThat(limit.mustWait(ANNA)).isPresent();

        limit.failed("user one more");

        assertThat(limit.mustWait(ANNA)).isEmpty();
    }
}
