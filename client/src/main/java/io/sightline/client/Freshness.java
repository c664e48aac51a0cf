package io.sightline.client;

import io.sightline.client.Refusal.Reason;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether an event may still be acted on.
 *
 * @param tolerance how far ahead of this clock a camera's may be: a camera whose clock is an hour ahead would make its
 *     events valid for an hour
 */
record Freshness(Clock clock, Duration tolerance) {

    Optional<Reason> refusal(IdentityEvent event) {
        if (isCorrection(event)) {
            return Optional.empty();
        }
        if (event.getKind() == EventKind.UNSPECIFIED) {
            return Optional.of(Reason.UNKNOWN_KIND);
        }
        Instant now = clock.instant();
        if (now.isAfter(event.getExpiresAt())) {
            return Optional.of(Reason.EXPIRED);
        }
        if (event.getCapturedAt().isAfter(now.plus(tolerance))) {
            return Optional.of(Reason.FROM_THE_FUTURE);
        }
        return Optional.empty();
    }

    static boolean isCorrection(IdentityEvent event) {
        return event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED;
    }
}
