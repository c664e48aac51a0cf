package io.sightline.operations.timetravel;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.schemas.avro.Calibration;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The rules of the models that are known here: what their bundles say, or else what was calibrated. Immutable. */
public final class ModelRules {
    private final Map<String, ModelRule> rules;

    private ModelRules(Map<String, ModelRule> rules) {
        this.rules = rules;
    }

    /**
     * Puts calibrations over bundles.
     *
     * @param manifests of bundles; those of detectors are passed over
     * @param calibrated what stands in topic models; it may know models whose bundles are elsewhere
     */
    public static ModelRules of(List<Manifest> manifests, List<ModelRecord> calibrated) {
        Map<String, ModelRule> rules = new HashMap<>();
        for (ModelRecord record : calibrated) {
            record.getSwitches().forEach(s -> put(rules, s.getSpace()));
            put(rules, record.getSpace());
        }
        for (Manifest manifest : manifests) {
            if (manifest.kind() == Manifest.Kind.EMBEDDER) {
                Manifest.Threshold threshold = manifest.threshold();
                rules.put(
                        manifest.id().toString(),
                        new ModelRule(
                                manifest.id().toString(),
                                manifest.dimension(),
                                threshold.distance(),
                                threshold.margin(),
                                Map.of(),
                                threshold.falseAcceptRate(),
                                0));
            }
        }
        for (ModelRecord record : calibrated) {
            if (record.getCalibration() != null) {
                rules.computeIfPresent(record.getModelId(), (id, rule) -> calibrated(rule, record.getCalibration()));
            }
        }
        return new ModelRules(Map.copyOf(rules));
    }

    private static void put(Map<String, ModelRule> rules, EmbeddingSpace space) {
        if (space != null) {
            rules.put(
                    space.getModelId(),
                    new ModelRule(
                            space.getModelId(),
                            space.getDimension(),
                            exact(space.getThreshold()),
                            exact(space.getMargin()),
                            Map.of(),
                            0,
                            0));
        }
    }

    /** Rules that are given. */
    static ModelRules of(ModelRule... given) {
        Map<String, ModelRule> rules = new HashMap<>();
        for (ModelRule rule : given) {
            rules.put(rule.modelId(), rule);
        }
        return new ModelRules(Map.copyOf(rules));
    }

    private static ModelRule calibrated(ModelRule rule, Calibration calibration) {
        return new ModelRule(
                rule.modelId(),
                rule.dimension(),
                exact(calibration.getThreshold()),
                exact(calibration.getMargin()),
                calibration.getCameras().entrySet().stream()
                        .collect(Collectors.toMap(Map.Entry::getKey, e -> exact(e.getValue()))),
                calibration.getFar(),
                calibration.getImpostorPairs());
    }

    /** The decimal that was meant: 0.85f is 0.850000024 as a double. */
    private static double exact(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /** @throws UserError if nothing is known of the model */
    public ModelRule of(String modelId) {
        ModelRule rule = rules.get(modelId);
        if (rule == null) {
            throw new UserError(
                    "Nothing is known of model " + modelId
                            + ", so not when two of its faces are one person; its bundle has to be known here; --bundle names its folder");
        }
        return rule;
    }
}
