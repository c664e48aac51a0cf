package io.sightline.standalone.command;

import io.sightline.core.service.Health;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns health into lines for a person: one per change, none while all is as it was. What has not been up yet gets some
 * time first: a camera that is being opened is no news. Not thread-safe.
 */
final class HealthLines {
    private static final Duration TIME_TO_START = Duration.ofSeconds(12);

    private final Health health;
    private final InstantSource clock;
    private final Map<String, Instant> firstSeen = new HashMap<>();
    private final Map<String, Optional<String>> told = new HashMap<>();
    private boolean saidReady;

    HealthLines(Health health, InstantSource clock) {
        this.health = health;
        this.clock = clock;
    }

    List<String> changes() {
        List<String> lines = new ArrayList<>();
        health.components().forEach((name, fault) -> {
            Instant first = firstSeen.computeIfAbsent(name, n -> clock.instant());
            boolean isStarting = !told.containsKey(name) && clock.instant().isBefore(first.plus(TIME_TO_START));
            if (fault.isPresent() && isStarting) {
                return;
            }
            Optional<String> before = told.put(name, fault);
            if (fault.isPresent() && !fault.equals(before)) {
                lines.add(readable(name) + " is down: " + fault.get());
            } else if (fault.isEmpty() && before != null && before.isPresent()) {
                lines.add(readable(name) + " is up again");
            }
        });
        if (!saidReady && health.isReady()) {
            saidReady = true;
            lines.add("Ready");
        }
        return lines;
    }

    private static String readable(String component) {
        return component.replace('/', ' ');
    }
}
