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
 * The templates of the models of interest in memory, as of an offset in topic gallery. Models are asked one by one, and no
 * vector of one meets those of another.
 *
 * <p>Thread-safe: one writer, any number of readers; an answer and its offset belong together. It holds a copy of what
 * the global store holds and is rebuilt from there.
 */
final class Gallery implements NearestPersons {
    private static final long EMPTY = -1;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final Map<String, TemplateIndex> byModel = new HashMap<>();
    /** Faces that somebody said are not the person. */
    private final Refusals refusals = new Refusals();

    /** Null if the indexes keep the vectors themselves. */
    private VectorSource source;

    private StoredRows rows = models -> {};

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
            return new Answer(index == null ? List.of() : nearest(index, modelId, face, count, ruledOut), offset);
        } finally {
            lock.readLock().unlock();
        }
    }

    private List<Neighbour> nearest(
            TemplateIndex index, String modelId, Embedding face, int count, Set<String> ruledOut) {
        for (int asked = count; ; asked *= 4) {
            List<Neighbour> found = index.nearestPersons(face, asked);
            List<Neighbour> allowed = found.stream()
                    .filter(n -> !ruledOut.contains(n.personId()))
                    .filter(n -> !refusals.concern(modelId, n, face))
                    .limit(count)
                    .toList();
            if (allowed.size() == count || found.size() < asked) {
                return allowed;
            }
        }
    }

    /** The nearest template of anybody but this person; empty if there is nobody else. */
    Optional<Neighbour> nearestOther(String modelId, Embedding face, String personId) {
        return nearestPersons(modelId, face, 1, Set.of(personId)).nearest().stream()
                .findFirst();
    }

    /** @throws UnusableRecord if the vector is not as long as the model's others */
    void put(String key, String personId, Embedding vector, long atOffset) {
        write(atOffset, () -> byModel.computeIfAbsent(GalleryKey.modelIdIn(key), model -> empty(vector.dimension()))
                .put(key, personId, vector));
    }

    /**
     * A face that somebody said is not the person.
     *
     * @throws UnusableRecord if the vector is not as long as the model's others
     */
    void putRefusal(String key, String personId, Embedding vector, long atOffset) {
        write(atOffset, () -> refusals.put(key, personId, vector));
    }

    private void write(long atOffset, Runnable change) {
        lock.writeLock().lock();
        try {
            writes++;
            change.run();
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
        String model = GalleryKey.modelIdIn(key);
        write(atOffset, () -> {
            Optional.ofNullable(byModel.get(model)).ifPresent(index -> index.remove(key));
            refusals.remove(key);
        });
    }

    /**
     * Empties it: what is put next is all there is, and can be read from the source by its key.
     *
     * @param exact asked by every thread that asks the gallery
     * @param stored where those of further models are found
     */
    void clear(VectorSource exact, StoredRows stored) {
        lock.writeLock().lock();
        try {
            writes++;
            source = exact;
            rows = stored;
            byModel.clear();
            refusals.clear();
            offset = EMPTY;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Takes in what is stored of these models, by id; readers of others do not wait for it. */
    void load(Map<String, ActiveModel> models) {
        rows.load(models);
    }

    /** Forgets all of a model. */
    void drop(String modelId) {
        lock.writeLock().lock();
        try {
            writes++;
            byModel.remove(modelId);
            refusals.drop(modelId);
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

    /** How many templates there are of one model; refusals do not count. */
    int size(String modelId) {
        lock.readLock().lock();
        try {
            TemplateIndex index = byModel.get(modelId);
            return index == null ? 0 : index.size();
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
