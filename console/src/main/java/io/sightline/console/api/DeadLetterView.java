package io.sightline.console.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A record that could not be used.
 *
 * @param id names it for looking closer and for replay
 * @param topic where it came from
 * @param reason why it could not be used, in words
 * @param key as text
 * @param hex the first bytes of it
 * @param json what it says, if it can be read now
 */
public record DeadLetterView(
        String id,
        Instant at,
        String topic,
        int partition,
        long offset,
        String service,
        String reason,
        String key,
        int bytes,
        String hex,
        Optional<String> json,
        Map<String, String> headers) {}
