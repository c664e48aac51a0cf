package io.sightline.operations.rollout;

import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Calibration;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The records that a change of the register consists of, by key; to be written together or not at all. What a change
 * does not concern stays as it is in each record: a calibration outlives a roll-out and the other way round.
 */
public final class ModelChange {
    /** Until then the record has come to every matcher, so all of them switch at one instant of the cameras' clocks. */
    static final Duration NOTICE = Duration.ofSeconds(5);
    /** Tracks that began before the switch end on the former model; a longer one goes on with the new. */
    static final Duration FORMER_KEPT = Duration.ofMinutes(10);

    private ModelChange() {}

    /** A model's state is another from now on. */
    static Map<String, ModelRecord> state(
            ModelRegister register, EmbeddingSpace space, ModelState state, Word word, boolean isForced) {
        String id = space.getModelId();
        return Map.of(
                id,
                builder(register, id, word)
                        .setSpace(space)
                        .setState(state)
                        .setReason(word.reason())
                        .setForced(isForced)
                        .build());
    }

    /** A bundle is known from now on; what was measured when it was made comes with it. */
    static Map<String, ModelRecord> candidate(
            ModelRegister register, EmbeddingSpace space, Map<String, Double> metrics, Word word) {
        String id = space.getModelId();
        return Map.of(
                id,
                builder(register, id, word)
                        .setSpace(space)
                        .setState(ModelState.CANDIDATE)
                        .setMetrics(merged(register, id, metrics))
                        .setReason(word.reason())
                        .setForced(false)
                        .build());
    }

    /** Figures are added to those that are there, or take their place. Who set the state, and when, stays. */
    static Map<String, ModelRecord> metrics(
            ModelRegister register, EmbeddingSpace space, Map<String, Double> metrics, Word word) {
        String id = space.getModelId();
        return Map.of(
                id,
                kept(register, id, word)
                        .setSpace(space)
                        .setMetrics(merged(register, id, metrics))
                        .build());
    }

    /** A threshold was measured on this system. Who set the state, and when, stays. */
    public static Map<String, ModelRecord> calibration(
            ModelRegister register, String id, Calibration calibration, Word word) {
        return Map.of(id, kept(register, id, word).setCalibration(calibration).build());
    }

    /**
     * Another model decides from {@link #NOTICE} after now on: the pointer and the states of both models.
     *
     * @param from the model that decides now
     */
    static Map<String, ModelRecord> activation(
            ModelRegister register, EmbeddingSpace from, EmbeddingSpace to, Word word, boolean isForced) {
        List<ModelSwitch> switches = new ArrayList<>(register.switches());
        Instant activeFrom = register.lastSwitch()
                .map(last ->
                        last.getActiveFrom().plusMillis(1)) // a clock may have been set back; switches are in order
                .filter(word.at().plus(NOTICE)::isBefore)
                .orElse(word.at().plus(NOTICE));
        if (switches.isEmpty()) {
            switches.add(new ModelSwitch(from, Instant.EPOCH, Instant.EPOCH, "settings", "", false));
        }
        switches.add(
                new ModelSwitch(to, activeFrom, activeFrom.plus(FORMER_KEPT), word.actor(), word.reason(), isForced));
        Map<String, ModelRecord> records = new LinkedHashMap<>();
        records.put(
                Topics.ACTIVE_MODEL,
                ModelRecord.newBuilder()
                        .setModelId(Topics.ACTIVE_MODEL)
                        .setActor(word.actor())
                        .setChangedAt(word.at())
                        .setReason(word.reason())
                        .setForced(isForced)
                        .setSwitches(switches)
                        .build());
        records.putAll(state(register, to, ModelState.ACTIVE, word, isForced));
        records.putAll(state(register, from, ModelState.RETIRED, word, false));
        return records;
    }

    private static ModelRecord.Builder builder(ModelRegister register, String id, Word word) {
        return register.record(id)
                .map(ModelRecord::newBuilder)
                .orElseGet(() -> ModelRecord.newBuilder().setModelId(id))
                .setActor(word.actor())
                .setChangedAt(word.at());
    }

    private static ModelRecord.Builder kept(ModelRegister register, String id, Word word) {
        return register.record(id)
                .filter(r -> r.getState() != ModelState.UNSPECIFIED)
                .map(ModelRecord::newBuilder)
                .orElseGet(() -> builder(register, id, word));
    }

    private static Map<String, Double> merged(ModelRegister register, String id, Map<String, Double> metrics) {
        Map<String, Double> all =
                new HashMap<>(register.record(id).map(ModelRecord::getMetrics).orElse(Map.of()));
        all.putAll(metrics);
        return all;
    }
}
