package io.sightline.matcher;

import io.sightline.core.ModelId;
import io.sightline.matcher.state.ModelRow;
import io.sightline.matcher.state.SpaceState;
import io.sightline.matcher.state.SwitchState;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Calibration;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows which models decide and which embed beside them, and what was calibrated for them on this system. As long as
 * topic models says nothing of that, the bundle in the settings decides, by its own threshold.
 */
final class ModelsProcessor extends GlobalCopy<ModelRecord, ModelRow> {
    private static final Logger LOG = LoggerFactory.getLogger(ModelsProcessor.class);

    private final Knowledge knowledge;
    private final Map<String, ActiveModel> shadows = new HashMap<>();
    private Optional<ModelSwitches> told = Optional.empty();

    ModelsProcessor(
            String storeName, Deserializer<ModelRecord> records, Knowledge knowledge, DeadLetterDesk deadLetters) {
        super(storeName, records, deadLetters);
        this.knowledge = knowledge;
    }

    @Override
    void clear() {
        knowledge.thresholds().reset();
        shadows.clear();
        told = Optional.empty();
    }

    @Override
    void put(String key, ModelRow row) {
        if (key.equals(Topics.ACTIVE_MODEL)) {
            told = row.getSwitches().isEmpty() ? Optional.empty() : Optional.of(switches(row.getSwitches()));
            return;
        }
        shadows.remove(key);
        if (row.getShadow() != null) {
            shadows.put(key, model(row.getShadow()));
        }
        if (row.getThreshold() <= 0) {
            knowledge.thresholds().reset(key);
            return;
        }
        knowledge.thresholds().calibrate(key, row.getThreshold(), row.getMargin(), row.getCameras());
        LOG.atInfo()
                .addKeyValue("model", key)
                .addKeyValue("threshold", row.getThreshold())
                .addKeyValue("margin", row.getMargin())
                .addKeyValue("cameras", row.getCameras().size())
                .log("Thresholds are as calibrated on this system");
    }

    @Override
    void remove(String key, ModelRow row, long offset) {
        if (key.equals(Topics.ACTIVE_MODEL)) {
            told = Optional.empty();
        }
        shadows.remove(key);
        knowledge.thresholds().reset(key);
    }

    @Override
    void loaded() {
        turn();
    }

    @Override
    void passed(long offset) {
        turn();
    }

    private void turn() {
        Models.View before = knowledge.models().now();
        Models.View next = Models.View.of(told.orElse(knowledge.models().beginning()), shadows);
        if (next.equals(before)) {
            return;
        }
        knowledge.turnTo(next);
        LOG.atInfo()
                .addKeyValue("model", next.switches().latest().id())
                .addKeyValue("models", next.ofInterest().keySet())
                .log("Models are as topic models says");
    }

    @Override
    ModelRow row(String key, ModelRecord record, long offset) {
        try {
            return key.equals(Topics.ACTIVE_MODEL) ? pointer(record) : ofModel(key, record);
        } catch (IllegalArgumentException e) {
            throw new UnusableRecord("BAD_MODEL", e.getMessage());
        }
    }

    private static ModelRow pointer(ModelRecord record) {
        if (record.getSwitches().isEmpty()) {
            return uncalibrated();
        }
        List<SwitchState> switches = ModelSwitches.of(record).all().stream()
                .map(s -> new SwitchState(state(s.model()), s.activeFrom(), s.formerUntil()))
                .toList();
        return ModelRow.newBuilder(uncalibrated()).setSwitches(switches).build();
    }

    private static ModelRow ofModel(String key, ModelRecord record) {
        if (!record.getModelId().equals(key)) {
            throw new UnusableRecord("KEY_MISMATCH", "The key of a model is its modelId");
        }
        ModelRow row = calibrated(record.getCalibration());
        if (record.getState() == ModelState.SHADOW) {
            row.setShadow(shadow(record));
        }
        return row;
    }

    private static SpaceState shadow(ModelRecord record) {
        if (record.getSpace() == null) {
            throw new UnusableRecord("BAD_MODEL", "A model in the shadow says its space");
        }
        ActiveModel model = ModelSwitches.model(record.getSpace());
        if (!model.isNamed(record.getModelId())) {
            throw new UnusableRecord("BAD_MODEL", "The space is one of " + model.id() + ", not of the model");
        }
        return state(model);
    }

    private static ModelRow calibrated(Calibration calibration) {
        if (calibration == null) {
            return uncalibrated();
        }
        Map<String, Double> cameras = new HashMap<>();
        calibration.getCameras().forEach((camera, distance) -> cameras.put(camera, ModelSwitches.exact(distance)));
        double threshold = ModelSwitches.exact(calibration.getThreshold());
        double margin = ModelSwitches.exact(calibration.getMargin());
        Thresholds.requirePossible(threshold, margin, cameras);
        return ModelRow.newBuilder(uncalibrated())
                .setThreshold(threshold)
                .setMargin(margin)
                .setCameras(cameras)
                .build();
    }

    private static ModelRow uncalibrated() {
        return ModelRow.newBuilder()
                .setThreshold(0)
                .setMargin(0)
                .setCameras(Map.of())
                .build();
    }

    private static SpaceState state(ActiveModel model) {
        return new SpaceState(model.id().toString(), model.dimension(), model.threshold(), model.margin());
    }

    private static ActiveModel model(SpaceState s) {
        return new ActiveModel(ModelId.parse(s.getModelId()), s.getDimension(), s.getThreshold(), s.getMargin());
    }

    private static ModelSwitches switches(List<SwitchState> states) {
        return new ModelSwitches(states.stream()
                .map(s -> new ModelSwitches.Switch(model(s.getModel()), s.getActiveFrom(), s.getFormerUntil()))
                .toList());
    }
}
