package io.sightline.operations.rollout;

import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A model as an operator sees it.
 *
 * @param figures measured here, and when it was made
 * @param templates in the gallery
 */
public record ModelSummary(
        String id,
        ModelState state,
        Optional<Instant> since,
        Optional<ModelRecord> record,
        Optional<EmbeddingSpace> space,
        Map<String, Double> figures,
        long templates) {
    private static final int KEY_FIGURES = 3;

    /** All that are known, the active one first. */
    public static List<ModelSummary> all(
            ModelCatalog catalog, ModelRegister register, Collection<Entry<GalleryEntry>> gallery) {
        return all(
                catalog,
                register,
                gallery.stream().collect(Collectors.groupingBy(e -> e.value().getModelId(), Collectors.counting())));
    }

    /**
     * The same.
     *
     * @param templates how many each model has in the gallery
     */
    public static List<ModelSummary> all(ModelCatalog catalog, ModelRegister register, Map<String, Long> templates) {
        List<ModelSummary> models = new ArrayList<>();
        for (String id : catalog.ids()) {
            Optional<ModelBundle> bundle = catalog.bundle(id);
            Map<String, Double> figures = new HashMap<>();
            bundle.ifPresent(b -> figures.putAll(b.manifest().origin().metrics()));
            register.record(id).ifPresent(r -> figures.putAll(r.getMetrics()));
            models.add(new ModelSummary(
                    id,
                    register.state(id),
                    register.since(id),
                    register.record(id),
                    register.space(id).or(() -> bundle.map(b -> ModelCatalog.spaceOf(b.manifest()))),
                    figures,
                    templates.getOrDefault(id, 0L)));
        }
        return models;
    }

    public boolean isCalibratedHere() {
        return record.map(ModelRecord::getCalibration).isPresent();
    }

    /** The largest distance that passes for one person, where a camera has none of its own. */
    public OptionalDouble threshold() {
        return record.map(ModelRecord::getCalibration)
                .map(c -> (double) c.getThreshold())
                .or(() -> space.map(s -> (double) s.getThreshold()))
                .map(OptionalDouble::of)
                .orElseGet(OptionalDouble::empty);
    }

    /** The few figures that fit in a line: how much is accepted at a false accept rate, and the accuracy. */
    public String keyFigures() {
        return new TreeMap<>(figures)
                .entrySet().stream()
                        .filter(f -> !MeasuredAgainst.isOne(f.getKey()))
                        .filter(f -> f.getKey().matches(".*(accuracy|tarAtFar1e-\\d|trueAcceptRate)"))
                        .limit(KEY_FIGURES)
                        .map(f -> f.getKey() + " " + String.format(Locale.ROOT, "%.3f", f.getValue()))
                        .collect(Collectors.joining(", "));
    }

    /** For programs. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("model", id);
        fields.put("state", state.name());
        fields.put("since", since.map(Instant::toString).orElse(null));
        fields.put("actor", record.map(ModelRecord::getActor).orElse(null));
        fields.put("reason", record.map(ModelRecord::getReason).orElse(null));
        fields.put("forced", record.map(ModelRecord::getForced).orElse(false));
        fields.put("dimension", space.map(EmbeddingSpace::getDimension).orElse(null));
        fields.put("threshold", threshold().isPresent() ? threshold().getAsDouble() : null);
        fields.put("calibratedHere", isCalibratedHere());
        fields.put("templates", templates);
        fields.put("metrics", new TreeMap<>(figures));
        return fields;
    }

    /**
     * The same, and when it decided.
     *
     * @param switches of all models, oldest first
     */
    public Map<String, Object> fieldsWithHistory(List<ModelSwitch> switches) {
        List<Map<String, Object>> history = new ArrayList<>();
        for (int i = 0; i < switches.size(); i++) {
            ModelSwitch s = switches.get(i);
            if (s.getSpace().getModelId().equals(id)) {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("from", i == 0 ? null : s.getActiveFrom().toString());
                one.put(
                        "to",
                        i + 1 < switches.size()
                                ? switches.get(i + 1).getActiveFrom().toString()
                                : null);
                one.put("actor", s.getActor());
                one.put("reason", s.getReason());
                one.put("forced", s.getForced());
                history.add(one);
            }
        }
        Map<String, Object> fields = new LinkedHashMap<>(fields());
        fields.put("decided", history);
        return fields;
    }
}
