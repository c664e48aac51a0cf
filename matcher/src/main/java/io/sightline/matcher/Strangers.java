package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.search.Neighbour;
import io.sightline.search.TemplateIndex;
import io.sightline.search.TemplateIndexes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What those look like, under the active model, who are not enrolled. Apart from the gallery, so that no stranger ever
 * competes with somebody enrolled.
 *
 * <p>Thread-safe: any number of writers and readers. It holds a copy of what the global store holds, and beside it what
 * a task of this process has just introduced: a stranger who goes from one camera to the next keeps the key although the
 * topic has not brought it back yet.
 */
final class Strangers {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, Times> templates = new HashMap<>();
    private final Map<String, Known> known = new HashMap<>();
    private final int dimension;
    private TemplateIndex index;

    /** @param templates how many there are; never 0 */
    private record Known(long since, int templates) {}

    private record Times(String anonymousId, long knownSince, long seenAt) {}

    /**
     * A stranger's template near a face.
     *
     * @param distance from the vector that was asked for
     * @param knownSince when the stranger was first seen, milliseconds since 1970
     * @param seenAt when this template was
     */
    record Near(String anonymousId, String templateId, double distance, long knownSince, long seenAt) {}

    Strangers(int dimension) {
        this.dimension = dimension;
        this.index = TemplateIndexes.create(dimension);
    }

    /** The nearest template of each of the {@code count} nearest strangers, nearest first. */
    List<Near> nearest(Embedding face, int count) {
        lock.readLock().lock();
        try {
            return index.nearestPersons(face, count).stream().map(this::near).toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    private Near near(Neighbour n) {
        Times times = templates.get(n.templateKey());
        return new Near(
                n.personId(),
                GalleryKey.templateIdIn(n.templateKey(), n.personId()),
                n.distance(),
                times.knownSince,
                times.seenAt);
    }

    /** @param key anonymousId/trackId/modelId */
    void put(String key, String anonymousId, Embedding vector, long since, long seenAt) {
        lock.writeLock().lock();
        try {
            index.put(key, anonymousId, vector);
            Times before = templates.put(key, new Times(anonymousId, since, seenAt));
            int more = before == null ? 1 : 0;
            known.merge(
                    anonymousId,
                    new Known(since, 1),
                    (a, b) -> new Known(Math.min(a.since, b.since), a.templates + more));
        } finally {
            lock.writeLock().unlock();
        }
    }

    void remove(String key) {
        lock.writeLock().lock();
        try {
            Times removed = templates.remove(key);
            if (removed != null) {
                index.remove(key);
                known.computeIfPresent(
                        removed.anonymousId, (id, k) -> k.templates == 1 ? null : new Known(k.since, k.templates - 1));
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** When a stranger was first seen, milliseconds since 1970; empty for one of whom nothing is known. */
    Optional<Long> knownSince(String anonymousId) {
        lock.readLock().lock();
        try {
            return Optional.ofNullable(known.get(anonymousId)).map(Known::since);
        } finally {
            lock.readLock().unlock();
        }
    }

    void clear() {
        lock.writeLock().lock();
        try {
            index = TemplateIndexes.create(dimension);
            templates.clear();
            known.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** How many templates there are. */
    int size() {
        lock.readLock().lock();
        try {
            return templates.size();
        } finally {
            lock.readLock().unlock();
        }
    }
}
