package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.search.Neighbour;
import io.sightline.search.TemplateIndex;
import io.sightline.search.TemplateIndexes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Every template in memory, by model, as of an offset in topic gallery.
 *
 * <p>Thread-safe: one writer, any number of readers; an answer and its offset belong together. It holds a copy of what
 * the global store holds and is rebuilt from there.
 */
final class Gallery {
    private static final long EMPTY = -1;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, TemplateIndex> byModel = new HashMap<>();
    private long offset = EMPTY;

    /** Who is near, nearest first, in the gallery as of this offset; -1 for an empty gallery. */
    record Answer(List<Neighbour> nearest, long galleryOffset) {}

    /** The nearest {@code count} persons among the templates of one model, each by their nearest template. */
    Answer nearestPersons(String modelId, Embedding face, int count) {
        lock.readLock().lock();
        try {
            TemplateIndex index = byModel.get(modelId);
            return new Answer(index == null ? List.of() : index.nearestPersons(face, count), offset);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** @throws UnusableRecord if the vector is not as long as the model's others */
    void put(String key, String personId, Embedding vector, long atOffset) {
        lock.writeLock().lock();
        try {
            index(key, vector).put(key, personId, vector);
            offset = Math.max(offset, atOffset);
        } catch (IllegalArgumentException e) {
            throw new UnusableRecord("BAD_VECTOR", e.getMessage());
        } finally {
            lock.writeLock().unlock();
        }
    }

    void remove(String key, long atOffset) {
        lock.writeLock().lock();
        try {
            TemplateIndex index = byModel.get(GalleryKey.modelIdIn(key));
            if (index != null) {
                index.remove(key);
            }
            offset = Math.max(offset, atOffset);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Empties it: what is put next is all there is. */
    void clear() {
        lock.writeLock().lock();
        try {
            byModel.clear();
            offset = EMPTY;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Says that records up to this offset are applied, whether or not they left a template. */
    void advanceTo(long atOffset) {
        lock.writeLock().lock();
        try {
            offset = Math.max(offset, atOffset);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** How many templates there are, of all models. */
    int size() {
        lock.readLock().lock();
        try {
            return byModel.values().stream().mapToInt(TemplateIndex::size).sum();
        } finally {
            lock.readLock().unlock();
        }
    }

    long offset() {
        lock.readLock().lock();
        try {
            return offset;
        } finally {
            lock.readLock().unlock();
        }
    }

    private TemplateIndex index(String key, Embedding vector) {
        return byModel.computeIfAbsent(GalleryKey.modelIdIn(key), model -> TemplateIndexes.create(vector.dimension()));
    }
}
