package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Every template, scanned on every query. A slot holds a template; slots are dense, because a removed template's slot
 * is taken by the last one. The scan in float32 only nominates: {@link Nominees} keeps whatever might be among the
 * nearest within the bound of its rounding error, and distances in double precision decide.
 */
final class FlatIndex implements TemplateIndex {
    /** 2 MB of 128-d vectors: small beside a gallery, and nothing is copied when it grows. */
    static final int CHUNK = 4096;

    private final int dimension;
    private final SquaredDistances scan;
    private final double relativeError;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<String, Integer> slots = new HashMap<>();

    FlatIndex(int dimension, SquaredDistances scan) {
        if (dimension < 1) {
            throw new IllegalArgumentException("An index has a dimension of 1 or more, got " + dimension);
        }
        this.dimension = dimension;
        this.scan = scan;
        this.relativeError = SquaredDistances.relativeError(dimension);
    }

    @Override
    public void put(String templateKey, String personId, Embedding vector) {
        float[] values = checked(vector).values();
        lock.writeLock().lock();
        try {
            Integer known = slots.get(templateKey);
            int slot = known != null ? known : slots.size();
            if (slot == chunks.size() * CHUNK) {
                chunks.add(new Chunk(dimension));
            }
            chunks.get(slot / CHUNK).set(slot % CHUNK, templateKey, personId, values);
            slots.put(templateKey, slot);
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public void remove(String templateKey) {
        lock.writeLock().lock();
        try {
            Integer slot = slots.remove(templateKey);
            if (slot == null) {
                return;
            }
            int last = slots.size();
            Chunk tail = chunks.get(last / CHUNK);
            if (slot != last) {
                chunks.get(slot / CHUNK).copy(slot % CHUNK, tail, last % CHUNK);
                slots.put(tail.keys[last % CHUNK], slot);
            }
            tail.wipe(last % CHUNK);
            if (last % CHUNK == 0) {
                chunks.remove(last / CHUNK);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    @Override
    public int size() {
        lock.readLock().lock();
        try {
            return slots.size();
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public List<Neighbour> topK(Embedding query, int k) {
        return nearest(query, k, Neighbour::templateKey, slot -> slot);
    }

    @Override
    public List<Neighbour> nearestPersons(Embedding query, int k) {
        return nearest(query, k, Neighbour::personId, slot -> chunks.get(slot / CHUNK).persons[slot % CHUNK]);
    }

    private List<Neighbour> nearest(
            Embedding query, int k, Function<Neighbour, String> identity, Function<Integer, Object> group) {
        if (k < 1) {
            throw new IllegalArgumentException("Ask for 1 neighbour or more, got " + k);
        }
        float[] values = checked(query).values();
        float[] squares = new float[CHUNK];
        lock.readLock().lock();
        try {
            Nominees nominees = new Nominees(k, relativeError, group);
            int size = slots.size();
            for (int first = 0; first < size; first += CHUNK) {
                int count = Math.min(CHUNK, size - first);
                scan.of(values, chunks.get(first / CHUNK).vectors, count, squares);
                nominees.offer(first, squares, count);
            }
            List<Neighbour> answer = new ArrayList<>();
            for (int slot : nominees.slots()) {
                answer.add(chunks.get(slot / CHUNK).neighbour(slot % CHUNK, values));
            }
            return ranked(answer, k, identity);
        } finally {
            lock.readLock().unlock();
        }
    }

    private static List<Neighbour> ranked(List<Neighbour> all, int k, Function<Neighbour, String> identity) {
        all.sort(Comparator.comparingDouble(Neighbour::distance).thenComparing(Neighbour::templateKey));
        Map<String, Neighbour> best = new LinkedHashMap<>();
        for (Neighbour n : all) {
            best.putIfAbsent(identity.apply(n), n);
            if (best.size() == k) {
                break;
            }
        }
        return List.copyOf(best.values());
    }

    private Embedding checked(Embedding vector) {
        if (vector.dimension() != dimension) {
            throw new IllegalArgumentException(
                    "This index holds vectors of " + dimension + " dimensions, got one of " + vector.dimension());
        }
        return vector;
    }

    private static final class Chunk {
        private final int dimension;
        final float[] vectors;
        final String[] keys = new String[CHUNK];
        final String[] persons = new String[CHUNK];

        Chunk(int dimension) {
            this.dimension = dimension;
            this.vectors = new float[CHUNK * dimension];
        }

        void set(int at, String key, String person, float[] values) {
            System.arraycopy(values, 0, vectors, at * dimension, dimension);
            keys[at] = key;
            persons[at] = person;
        }

        void copy(int at, Chunk from, int fromAt) {
            System.arraycopy(from.vectors, fromAt * dimension, vectors, at * dimension, dimension);
            keys[at] = from.keys[fromAt];
            persons[at] = from.persons[fromAt];
        }

        /** Forgetting means that the face is gone from memory too. */
        void wipe(int at) {
            Arrays.fill(vectors, at * dimension, (at + 1) * dimension, 0);
            keys[at] = null;
            persons[at] = null;
        }

        Neighbour neighbour(int at, float[] query) {
            double squares = 0;
            for (int i = 0; i < dimension; i++) {
                double d = (double) query[i] - vectors[at * dimension + i];
                squares += d * d;
            }
            return new Neighbour(keys[at], persons[at], Math.sqrt(squares));
        }
    }
}
