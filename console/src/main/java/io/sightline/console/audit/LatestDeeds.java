package io.sightline.console.audit;

import io.sightline.console.api.AuditEntry;
import io.sightline.schemas.avro.AuditRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The last deeds before some time, of all that are shown to it in whatever order: it keeps no more than it was asked for,
 * but for those of the very moment of the oldest one, so that whoever asks for what was before that misses nothing.
 */
final class LatestDeeds {
    private final int most;
    private final Optional<Instant> before;
    private final TreeMap<Instant, Map<String, AuditEntry>> byTime = new TreeMap<>();
    private int size;

    LatestDeeds(int most, Optional<Instant> before) {
        this.most = most;
        this.before = before;
    }

    /** A deed's failure comes after the deed itself: both have the same key, and so the same partition. */
    void learn(AuditRecord record) {
        if (before.filter(b -> !record.getAt().isBefore(b)).isPresent()) {
            return;
        }
        if (record.getFailure() != null) {
            Map<String, AuditEntry> then = byTime.getOrDefault(record.getAt(), Map.of());
            if (then.containsKey(record.getDeedId())) {
                then.put(record.getDeedId(), entry(record));
            }
            return;
        }
        AuditEntry former = byTime.computeIfAbsent(record.getAt(), at -> new LinkedHashMap<>())
                .put(record.getDeedId(), entry(record));
        size += former == null ? 1 : 0;
        while (size - byTime.firstEntry().getValue().size() >= most) {
            size -= byTime.pollFirstEntry().getValue().size();
        }
    }

    /** Whether there are as many as were asked for, all at or after a time. */
    boolean isFullSince(Instant start) {
        return size >= most && !byTime.firstKey().isBefore(start);
    }

    /** The latest first. */
    List<AuditEntry> entries() {
        List<AuditEntry> entries = new ArrayList<>(size);
        byTime.descendingMap().values().forEach(then -> entries.addAll(then.values()));
        return entries;
    }

    private static AuditEntry entry(AuditRecord r) {
        return new AuditEntry(
                r.getActor(),
                r.getAction(),
                r.getSubject(),
                r.getAt(),
                Map.copyOf(r.getDetails()),
                Optional.ofNullable(r.getFailure()));
    }
}
