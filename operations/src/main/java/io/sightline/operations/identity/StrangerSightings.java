package io.sightline.operations.identity;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** How often, where and when those were seen who are not enrolled, by what events say of them now. Not thread-safe. */
public final class StrangerSightings {
    private final Map<String, Sighting> sightings = new HashMap<>();
    /** Null until it is asked for, and when it is out of date. */
    private Map<String, List<Sighting>> byKey;

    /**
     * What is known of some keys together.
     *
     * @param first and {@code last} null if there is no sighting
     */
    public record Summary(int sightings, SortedSet<String> cameras, Instant first, Instant last) {}

    private static final class Sighting {
        final String camera;
        /** Null while it is somebody enrolled, or nothing is said. */
        String anonymousId;

        Instant first;
        Instant last;

        Sighting(IdentityEvent event) {
            camera = event.getCameraId();
            first = event.getFirstSeenAt();
            last = event.getCapturedAt();
        }
    }

    /** Takes in an event; those of a camera in their order. */
    public void learn(IdentityEvent event) {
        byKey = null;
        String id = event.getSightingId() == null ? event.getTrackId() : event.getSightingId();
        Sighting sighting = sightings.computeIfAbsent(id, i -> new Sighting(event));
        sighting.first = event.getFirstSeenAt().isBefore(sighting.first) ? event.getFirstSeenAt() : sighting.first;
        sighting.last = event.getCapturedAt().isAfter(sighting.last) ? event.getCapturedAt() : sighting.last;
        boolean isCorrection = event.getKind() == EventKind.CORRECTED || event.getKind() == EventKind.RETRACTED;
        if (isCorrection || event.getPersonId() != null || event.getAnonymousId() != null) {
            sighting.anonymousId = event.getPersonId() == null ? event.getAnonymousId() : null;
        }
    }

    /** @param keys each once */
    public Summary of(Collection<String> keys) {
        if (byKey == null) {
            byKey = sightings.values().stream()
                    .filter(s -> s.anonymousId != null)
                    .collect(Collectors.groupingBy(s -> s.anonymousId));
        }
        List<Sighting> theirs = keys.stream()
                .flatMap(k -> byKey.getOrDefault(k, List.of()).stream())
                .toList();
        SortedSet<String> cameras = new TreeSet<>();
        theirs.forEach(s -> cameras.add(s.camera));
        return new Summary(
                theirs.size(),
                cameras,
                theirs.stream().map(s -> s.first).min(Instant::compareTo).orElse(null),
                theirs.stream().map(s -> s.last).max(Instant::compareTo).orElse(null));
    }
}
