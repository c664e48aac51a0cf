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
 * What those look like, under the models of interest, who are not enrolled. Apart from the gallery, so that no stranger
 * ever competes with somebody enrolled. A stranger has one key under all models that they are known by.
 *
 * <p>Thread-safe: any number of writers and readers. It holds a copy of what the global store holds, and beside it what
 * a task of this process has just introduced: a stranger who goes from one camera to the next keeps the key although the
 * topic has not brought it back yet.
 */
final class Strangers {
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, OfModel> byModel = new HashMap<>();
    private StoredRows rows = models -> {};

    /** Those that one model knows. */
    private static final class OfModel {
        private final TemplateIndex index;
        private final Map<String, Times> templates = new HashMap<>();
        private final Map<String, Known> known = new HashMap<>();

        OfModel(int dimension) {
            index = TemplateIndexes.create(dimension);
        }
    }

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

    /** The nearest template of each of the {@code count} nearest strangers by one model, nearest first. */
    List<Near> nearest(String modelId, Embedding face, int count) {
        lock.readLock().lock();
        try {
            OfModel model = byModel.get(modelId);
            return model == null
                    ? List.of()
                    : model.index.nearestPersons(face, count).stream()
                            .map(n -> near(model, n))
                            .toList();
        } finally {
            lock.readLock().unlock();
        }
    }

    private static Near near(OfModel model, Neighbour n) {
        Times times = model.templates.get(n.templateKey());
        return new Near(
                n.personId(),
                GalleryKey.templateIdIn(n.templateKey(), n.personId()),
                n.distance(),
                times.knownSince,
                times.seenAt);
    }

    /**
     * @param key anonymousId/trackId/modelId
     * @throws IllegalArgumentException if the vector is not as long as the model's others
     */
    void put(String key, String anonymousId, Embedding vector, long since, long seenAt) {
        lock.writeLock().lock();
        try {
            OfModel model = byModel.computeIfAbsent(GalleryKey.modelIdIn(key), id -> new OfModel(vector.dimension()));
            model.index.put(key, anonymousId, vector);
            Times before = model.templates.put(key, new Times(anonymousId, since, seenAt));
            int more = before == null ? 1 : 0;
            model.known.merge(
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
            OfModel model = byModel.get(GalleryKey.modelIdIn(key));
            Times removed = model == null ? null : model.templates.remove(key);
            if (removed != null) {
                model.index.remove(key);
                model.known.computeIfPresent(
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
            return byModel.values().stream()
                    .map(model -> model.known.get(anonymousId))
                    .filter(known -> known != null)
                    .map(Known::since)
                    .min(Long::compare);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Whether a model has a template of a stranger. */
    boolean isKnown(String anonymousId, String modelId) {
        lock.readLock().lock();
        try {
            OfModel model = byModel.get(modelId);
            return model != null && model.known.containsKey(anonymousId);
        } finally {
            lock.readLock().unlock();
        }
    }

    /**
     * Empties it: what is put next is all there is.
     *
     * @param stored where those of further models are found
     */
    void clear(StoredRows stored) {
        lock.writeLock().lock();
        try {
            rows = stored;
            byModel.clear();
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Takes in what is stored of these models, by id. */
    void load(Map<String, ActiveModel> models) {
        rows.load(models);
    }

    /** Forgets all of a model. */
    void drop(String modelId) {
        lock.writeLock().lock();
        try {
            byModel.remove(modelId);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** How many templates there are, of all models. */
    int size() {
        lock.readLock().lock();
        try {
            return byModel.values().stream().mapToInt(m -> m.templates.size()).sum();
        } finally {
            lock.readLock().unlock();
        }
    }
}
