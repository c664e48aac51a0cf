package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.search.Neighbour;
import io.sightline.search.TemplateIndex;
import io.sightline.search.TemplateIndexes;
import io.sightline.search.VectorSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Every template in memory, by model, as of an offset in topic gallery.
 *
 * <p>Thread-safe: one writer, any number of readers; an answer and its offset belong together. It holds a copy of what
 * the global store holds and is rebuilt from there.
 */
final class Gallery implements NearestPersons {
    private static final long EMPTY = -1;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, TemplateIndex> byModel = new HashMap<>();
    /** Faces that somebody said are not the person. */
    private final Map<String, TemplateIndex> refusals = new HashMap<>();

    /** Null if the indexes keep the vectors themselves. */
    private VectorSource source;

    private long offset = EMPTY;
    private long writes;

    /** Who is near, nearest first, in the gallery as of this offset; -1 for an empty gallery. */
    record Answer(List<Neighbour> nearest, long galleryOffset) {}

    /**
     * The nearest {@code count} persons among the templates of one model, each by their nearest template. Left out is
     * whom a face that is nearer still was said not to be, and whom the caller rules out.
     */
    @Override
    public Answer nearestPersons(String modelId, Embedding face, int count, Set<String> ruledOut) {
        lock.readLock().lock();
        try {
            TemplateIndex index = byModel.get(modelId);
            return new Answer(
                    index == null ? List.of() : nearest(index, refused(modelId, face), face, count, ruledOut), offset);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<Neighbour> nearest(
            TemplateIndex index, Map<String, Double> refused, Embedding face, int count, Set<String> ruledOut) {
        for (int asked = count; ; asked *= 4) {
            List<Neighbour> found = index.nearestPersons(face, asked);
            List<Neighbour> allowed = found.stream()
                    .filter(n -> !ruledOut.contains(n.personId()))
                    .filter(n -> n.distance() < refused.getOrDefault(n.personId(), Double.POSITIVE_INFINITY))
                    .limit(count)
                    .toList();
            if (allowed.size() == count || found.size() < asked) {
                return allowed;
            }
        }
    }

    /** How near the face is to the nearest face that each person was said not to be. */
    private Map<String, Double> refused(String modelId, Embedding face) {
        TemplateIndex index = refusals.get(modelId);
        if (index == null || index.size() == 0) {
            return Map.of();
        }
        Map<String, Double> distances = new HashMap<>();
        index.nearestPersons(face, index.size()).forEach(n -> distances.put(n.personId(), n.distance()));
        return distances;
    }

    /** The nearest template of anybody but this person; empty if there is nobody else. */
    Optional<Neighbour> nearestOther(String modelId, Embedding face, String personId) {
        return nearestPersons(modelId, face, 1, Set.of(personId)).nearest().stream()
                .findFirst();
    }

    /** @throws UnusableRecord if the vector is not as long as the model's others */
    void put(String key, String personId, Embedding vector, long atOffset) {
        put(byModel, key, personId, vector, atOffset);
    }

    /**
     * A face that somebody said is not the person.
     *
     * @throws UnusableRecord if the vector is not as long as the model's others
     */
    void putRefusal(String key, String personId, Embedding vector, long atOffset) {
        put(refusals, key, personId, vector, atOffset);
    }

    private void put(Map<String, TemplateIndex> among, String key, String personId, Embedding vector, long atOffset) {
        lock.writeLock().lock();
        try {
            writes++;
            among.computeIfAbsent(GalleryKey.modelIdIn(key), model -> empty(vector.dimension()))
                    .put(key, personId, vector);
            offset = Math.max(offset, atOffset);
        } catch (IllegalArgumentException e) {
            throw new UnusableRecord("BAD_VECTOR", e.getMessage());
        } finally {
            lock.writeLock().unlock();
        }
    }

    private TemplateIndex empty(int dimension) {
        return source == null ? TemplateIndexes.create(dimension) : TemplateIndexes.create(dimension, source);
    }

    void remove(String key, long atOffset) {
        lock.writeLock().lock();
        try {
            writes++;
            String model = GalleryKey.modelIdIn(key);
            Optional.ofNullable(byModel.get(model)).ifPresent(index -> index.remove(key));
            Optional.ofNullable(refusals.get(model)).ifPresent(index -> index.remove(key));
            offset = Math.max(offset, atOffset);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /**
     * Empties it: what is put next is all there is, and can be read from the source by its key.
     *
     * @param exact asked by every thread that asks the gallery
     */
    void clear(VectorSource exact) {
        lock.writeLock().lock();
        try {
            writes++;
            source = exact;
            byModel.clear();
            refusals.clear();
            offset = EMPTY;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Says that records up to this offset are applied, whether or not they left a template. */
    void advanceTo(long atOffset) {
        lock.writeLock().lock();
        try {
            writes++;
            offset = Math.max(offset, atOffset);
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** How many templates there are, of all models; refusals do not count. */
    int size() {
        lock.readLock().lock();
        try {
            return byModel.values().stream().mapToInt(TemplateIndex::size).sum();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** How often it was written to: as long as this stays, so do the answers. */
    long writes() {
        lock.readLock().lock();
        try {
            return writes;
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
}
