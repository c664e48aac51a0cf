package io.sightline.embedder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.service.Health;
import io.sightline.schemas.avro.ModelRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which models are in memory, loads and closes them, and puts them on the shelf. One thread, beside the one that
 * embeds: what takes long here stops nobody.
 *
 * <p>As many as the bound allows, in this order: the latest, what crops have needed to be decided on in the last minute,
 * shadows, what templates were copied for in the last minute; then what is in memory and was wanted a minute ago, so
 * that nothing is closed and loaded again while records of one switch come one by one.
 */
final class ModelRoster {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRoster.class);

    /** How long a model stays though nothing names it any more. */
    static final Duration LINGERING = Duration.ofMinutes(1);

    /** Bundles are added and mended while we run. */
    static final Duration RETRY = Duration.ofSeconds(5);

    private final Function<ModelId, EmbeddingModel> loader;
    private final ModelShelf shelf;
    private final int most;
    private final MeterRegistry metrics;
    private final MultiGauge models;
    private final Health.Component health;
    private final LongSupplier nanos;

    private final Map<ModelId, EmbeddingModel> loaded = new HashMap<>();
    private final Map<ModelId, ModelSet.Failure> failed = new HashMap<>();
    private final Map<ModelId, Long> lastWanted = new HashMap<>();
    private Set<ModelId> leftOut = Set.of();
    private RollOut rollOut;
    private boolean isOpen;

    /**
     * @param first the configured model, loaded; owned from now on
     * @param loader throws {@link UserError} for what cannot be loaded
     * @param most models in memory at once
     * @param nanos as {@link System#nanoTime}
     */
    ModelRoster(
            EmbeddingModel first,
            Function<ModelId, EmbeddingModel> loader,
            ModelShelf shelf,
            int most,
            MeterRegistry metrics,
            Health.Component health,
            LongSupplier nanos) {
        this.loader = loader;
        this.shelf = shelf;
        this.most = most;
        this.metrics = metrics;
        this.health = health;
        this.nanos = nanos;
        this.models = MultiGauge.builder("sightline.embedder.models")
                .description("1 for a model in memory, 0 for one that is wanted but left out or cannot be loaded")
                .register(metrics);
        this.rollOut = RollOut.of(first.id());
        loaded.put(first.id(), first);
    }

    /** Takes in a record of topic {@code models}; null is a tombstone. */
    void apply(String key, ModelRecord value) throws BadRecordException {
        RollOut before = rollOut;
        rollOut = rollOut.with(key, value);
        if (isOpen && !rollOut.latest().equals(before.latest())) {
            LOG.atInfo()
                    .addKeyValue("model", rollOut.latest())
                    .addKeyValue("before", before.latest())
                    .log("Another model decides");
        }
    }

    /** The topic was read to its end: from now on it is known what is wanted. */
    void open() {
        isOpen = true;
        // Who decided when this was configured may be the former now.
        loaded.keySet().forEach(id -> lastWanted.put(id, nanos.getAsLong()));
    }

    boolean isOpen() {
        return isOpen;
    }

    /** Closes what is not wanted, loads one that is, and publishes what came of it. To be called again and again. */
    void tend() {
        if (!isOpen) {
            return;
        }
        long now = nanos.getAsLong();
        List<ModelId> wanted = wanted(now);
        List<ModelId> room = wanted.subList(0, Math.min(most, wanted.size()));
        leaveOut(wanted.subList(room.size(), wanted.size()));
        loaded.keySet().retainAll(room);
        failed.keySet().retainAll(wanted);
        // Before anything is loaded: what is closed makes the room for it.
        publish();
        room.stream().filter(id -> isDue(id, now)).findFirst().ifPresent(id -> {
            load(id);
            publish();
        });
        report(wanted);
    }

    private List<ModelId> wanted(long now) {
        Set<ModelId> wanted = new LinkedHashSet<>();
        wanted.add(rollOut.latest());
        wanted.addAll(recent(shelf.deciders(), now));
        wanted.addAll(rollOut.shadows());
        wanted.addAll(recent(shelf.copied(), now));
        wanted.forEach(id -> lastWanted.put(id, now));
        lastWanted.keySet().removeIf(id -> !wanted.contains(id) && !loaded.containsKey(id));
        recent(lastWanted, now).stream().filter(loaded::containsKey).forEach(wanted::add);
        return List.copyOf(wanted);
    }

    /** Those of the last minute, the latest first; forgets the others. */
    private static List<ModelId> recent(Map<ModelId, Long> times, long now) {
        times.values().removeIf(at -> now - at > LINGERING.toNanos());
        // A copy, for others go on writing.
        Map<ModelId, Long> still = Map.copyOf(times);
        return still.keySet().stream()
                .sorted(Comparator.<ModelId>comparingLong(id -> now - still.get(id))
                        .thenComparing(ModelId::toString))
                .toList();
    }

    private void leaveOut(List<ModelId> none) {
        Set<ModelId> named = new LinkedHashSet<>();
        for (ModelId id : none) {
            if (isNamed(id)) {
                named.add(id);
                fail(
                        id,
                        "Model " + id + " is left out: " + most
                                + " models are in memory, more are not allowed by embedder.maxModels");
            }
        }
        for (ModelId id : named) {
            if (!leftOut.contains(id)) {
                LOG.atWarn()
                        .addKeyValue("model", id)
                        .addKeyValue("maxModels", most)
                        .log("Model is left out: there are as many in memory as may be");
            }
        }
        leftOut.stream().filter(id -> !named.contains(id)).forEach(failed::remove);
        leftOut = named;
    }

    private boolean isNamed(ModelId id) {
        return rollOut.latest().equals(id)
                || rollOut.shadows().contains(id)
                || shelf.deciders().containsKey(id)
                || shelf.copied().containsKey(id);
    }

    private boolean isDue(ModelId id, long now) {
        ModelSet.Failure failure = failed.get(id);
        return !loaded.containsKey(id)
                && !shelf.broken().containsKey(id)
                && (failure == null || now - failure.atNanos() >= RETRY.toNanos());
    }

    private void load(ModelId id) {
        long start = nanos.getAsLong();
        try {
            loaded.put(id, loader.apply(id));
            failed.remove(id);
            LOG.atInfo()
                    .addKeyValue("model", id)
                    .addKeyValue("role", roleOf(id))
                    .addKeyValue(
                            "millis",
                            Duration.ofNanos(nanos.getAsLong() - start).toMillis())
                    .log("Model is loaded");
        } catch (RuntimeException e) {
            // Whatever is wrong with one bundle, the others go on.
            cannotBeLoaded(id, e instanceof UserError ? e.getMessage() : e.toString());
        }
    }

    private void fail(ModelId id, String reason) {
        failed.put(
                id,
                new ModelSet.Failure(reason, nanos.getAsLong(), shelf.deciders().containsKey(id)));
    }

    private void cannotBeLoaded(ModelId id, String reason) {
        ModelSet.Failure before = failed.get(id);
        fail(id, "Model " + id + " cannot be loaded: " + reason);
        Counter.builder("sightline.embedder.model.failures")
                .description("Attempts to load a model that failed")
                .tag("model", id.toString())
                .register(metrics)
                .increment();
        if (before == null || !before.reason().endsWith(reason)) {
            LOG.atWarn()
                    .addKeyValue("model", id)
                    .addKeyValue("role", roleOf(id))
                    .addKeyValue("reason", reason)
                    .log("Model cannot be loaded");
        }
    }

    private void publish() {
        shelf.put(new ModelSet(rollOut, loaded, failed));
    }

    private void report(List<ModelId> wanted) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (ModelId id : wanted) {
            boolean works = loaded.containsKey(id) && !shelf.broken().containsKey(id);
            rows.add(MultiGauge.Row.of(Tags.of("model", id.toString(), "role", roleOf(id)), works ? 1 : 0));
        }
        models.register(rows, true);
        ModelId latest = rollOut.latest();
        if (shelf.broken().containsKey(latest)) {
            health.down(shelf.broken().get(latest));
        } else if (loaded.containsKey(latest)) {
            health.up();
        } else {
            ModelSet.Failure failure = failed.get(latest);
            health.down(failure == null ? "Model " + latest + " is being loaded" : failure.reason());
        }
    }

    private String roleOf(ModelId id) {
        if (id.equals(rollOut.latest())) {
            return "active";
        }
        if (rollOut.shadows().contains(id)) {
            return "shadow";
        }
        return rollOut.switches().stream().anyMatch(s -> s.model().equals(id)) ? "former" : "other";
    }
}
