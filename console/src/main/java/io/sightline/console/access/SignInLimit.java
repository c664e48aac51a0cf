package io.sightline.console.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down whoever guesses passwords: after some failures each further one has to wait, twice as long each time. Counted
 * by user and by address, so that neither many guesses at one user nor at many users help. Thread-safe.
 */
final class SignInLimit {
    static final int FREE_FAILURES = 5;
    static final Duration FIRST_WAIT = Duration.ofSeconds(2);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    /** Beyond this the longest-quiet subjects are forgotten: memory stays bounded whoever asks. */
    private static final int MOST = 10_000;

    private final InstantSource clock;
    private final Map<String, Failures> bySubject = new LinkedHashMap<>();

    private record Failures(int count, Instant last) {
        Instant mayTryAt() {
            if (count < FREE_FAILURES) {
                return Instant.MIN;
            }
            int doublings = Math.min(20, count - FREE_FAILURES);
            Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
            return last.plus(wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT);
        }
    }

    SignInLimit(InstantSource clock) {
        this.clock = clock;
    }

    /** How long these have to wait before they may try; empty if they may now. */
    synchronized Optional<Duration> mustWait(String... subjects) {
        Instant now = clock.instant();
        Duration longest = Duration.ZERO;
        for (String subject : subjects) {
            Failures failures = bySubject.get(subject);
            if (failures != null && failures.mayTryAt().isAfter(now)) {
                Duration wait = Duration.between(now, failures.mayTryAt());
                longest = wait.compareTo(longest) > 0 ? wait : longest;
            }
        }
        return longest.isZero() ? Optional.empty() : Optional.of(longest);
    }

    synchronized void failed(String... subjects) {
        Instant now = clock.instant();
        for (String subject : subjects) {
            Failures before = bySubject.remove(subject);
            boolean isLongAgo = before == null
                    || before.last().plus(LONGEST_WAIT.multipliedBy(2)).isBefore(now);
            bySubject.put(subject, new Failures(isLongAgo ? 1 : before.count() + 1, now));
        }
        Iterator<String> oldest = bySubject.keySet().iterator();
        while (bySubject.size() > MOST) {
            oldest.next();
            oldest.remove();
        }
    }

    synchronized void succeeded(String user) {
        bySubject.remove(user);
    }
}
