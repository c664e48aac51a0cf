package io.sightline.embedder;

import io.sightline.core.ModelId;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;

/**
 * Where the thread that embeds finds models, and the one that loads them puts them. A batch takes the set that there is
 * when it begins, and keeps it to its end; a model that is taken off is closed when no batch uses it.
 */
final class ModelShelf implements AutoCloseable {
    static final String DEPENDENCY = "models";

    /** What was tried longer ago is tried again before a record is refused for it. */
    static final Duration FRESH = Duration.ofSeconds(5);

    private final LongSupplier nanos;
    /** Held by whoever computes; closing a model waits for it. */
    private final ReadWriteLock inUse = new ReentrantReadWriteLock();
    /** When each was needed last: to decide on a crop, or to copy a template for. */
    private final Map<ModelId, Long> deciders = new ConcurrentHashMap<>();

    private final Map<ModelId, Long> copied = new ConcurrentHashMap<>();
    /** What failed while it computed, and why: bundles do not change, so it is not tried again. */
    private final Map<ModelId, String> broken = new ConcurrentHashMap<>();

    private volatile ModelSet set;
    private volatile String whyEmpty = "Which models embed is not known yet";
    private volatile boolean closed;

    /** @param nanos as {@link System#nanoTime} */
    ModelShelf(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Says what is in the way until the first set is there. */
    void isEmptyBecause(String reason) {
        whyEmpty = reason;
    }

    /** Puts a set there in place of the one before, and closes those that are not in it, once no batch uses them. */
    synchronized void put(ModelSet next) {
        ModelSet last = set;
        set = closed ? new ModelSet(next.rollOut(), Map.of(), next.failed()) : next;
        List<EmbeddingModel> gone = new ArrayList<>(closed ? next.loaded().values() : List.of());
        if (last != null) {
            last.loaded().forEach((id, model) -> {
                if (next.loaded().get(id) != model) {
                    gone.add(model);
                }
            });
        }
        if (!gone.isEmpty()) {
            inUse.writeLock().lock();
            try {
                gone.forEach(EmbeddingModel::close);
            } finally {
                inUse.writeLock().unlock();
            }
        }
    }

    /**
     * The models for one batch; all of them stay in memory until it is closed.
     *
     * @throws DependencyAwayException if it is not known yet which models embed
     */
    Use use() throws DependencyAwayException {
        inUse.readLock().lock();
        ModelSet now = set;
        if (now == null || closed) {
            inUse.readLock().unlock();
            throw new DependencyAwayException(DEPENDENCY, whyEmpty, null);
        }
        return new Use(now);
    }

    /** When a crop needed each model last, to be decided on. */
    Map<ModelId, Long> deciders() {
        return deciders;
    }

    /** When a template was to be copied for each model last. */
    Map<ModelId, Long> copied() {
        return copied;
    }

    /** What failed while it computed, and why. */
    Map<ModelId, String> broken() {
        return broken;
    }

    /** Closes all models, now and from now on. */
    @Override
    public synchronized void close() {
        closed = true;
        if (set != null) {
            put(set);
        }
    }

    /** One batch's view. */
    final class Use implements AutoCloseable {
        private final ModelSet set;

        private Use(ModelSet set) {
            this.set = set;
        }

        /**
         * The models that embed what is captured at that time, who decides first. Shadows that are not in memory are
         * left out, and what is in memory no more though it decided once, if it cannot be loaded.
         *
         * @throws DependencyAwayException if one has to be there and is not yet
         */
        List<EmbeddingModel> at(Instant time) throws DependencyAwayException {
            List<ModelId> deciding = set.rollOut().decidingAt(time);
            List<EmbeddingModel> models = new ArrayList<>();
            for (ModelId id : set.rollOut().at(time)) {
                boolean decides = deciding.contains(id);
                if (decides) {
                    deciders.put(id, nanos.getAsLong());
                }
                EmbeddingModel model = set.loaded().get(id);
                if (model != null && !broken.containsKey(id)) {
                    models.add(model);
                } else if (decides && (id.equals(set.rollOut().latest()) || !hasFailed(id))) {
                    throw away(id);
                }
            }
            if (models.isEmpty()) {
                throw away(deciding.get(0));
            }
            return models;
        }

        /**
         * The one model that a template is copied for.
         *
         * @throws BadRecordException if there is no such model, or it cannot be used
         * @throws DependencyAwayException if it is being loaded
         */
        EmbeddingModel forCopy(String modelId) throws BadRecordException, DependencyAwayException {
            ModelId id;
            try {
                id = ModelId.parse(modelId);
            } catch (IllegalArgumentException e) {
                throw new BadRecordException("UNKNOWN_MODEL", e.getMessage(), e);
            }
            copied.put(id, nanos.getAsLong());
            EmbeddingModel model = set.loaded().get(id);
            if (broken.containsKey(id)) {
                throw new BadRecordException("UNKNOWN_MODEL", broken.get(id), null);
            }
            if (model != null) {
                return model;
            }
            ModelSet.Failure failure = set.failed().get(id);
            if (failure != null && nanos.getAsLong() - failure.atNanos() < FRESH.toNanos()) {
                throw new BadRecordException("UNKNOWN_MODEL", failure.reason(), null);
            }
            throw away(id);
        }

        /** Takes a model that decides nothing off the work: it failed while it computed. */
        void broke(EmbeddingModel model, RuntimeException failure) {
            broken.put(model.id(), "Model " + model + " failed while it computed: " + failure.getMessage());
        }

        boolean isBroken(EmbeddingModel model) {
            return broken.containsKey(model.id());
        }

        private boolean hasFailed(ModelId id) {
            ModelSet.Failure failure = set.failed().get(id);
            return broken.containsKey(id) || (failure != null && failure.asDecider());
        }

        private DependencyAwayException away(ModelId id) {
            ModelSet.Failure failure = set.failed().get(id);
            String reason =
                    failure != null ? failure.reason() : broken.getOrDefault(id, "Model " + id + " is being loaded");
            return new DependencyAwayException(DEPENDENCY, reason, null);
        }

        @Override
        public void close() {
            inUse.readLock().unlock();
        }
    }
}
