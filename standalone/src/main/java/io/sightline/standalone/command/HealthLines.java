package io.sightline.standalone.command;

import io.sightline.core.service.Health;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns health into lines for a person: one per change, none while all is as it was. Not thread-safe. */
final class HealthLines {
    /** What every component says before it has been up once; not worth a line. */
    private static final String STARTING = "starting";

    private final Health health;
    private final Map<String, Optional<String>> told = new HashMap<>();
    private boolean saidReady;

    HealthLines(Health health) {
        this.health = health;
    }

    List<String> changes() {
        List<String> lines = new ArrayList<>();
        health.components().forEach((name, fault) -> {
            if (fault.isPresent() && fault.get().equals(STARTING)) {
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
