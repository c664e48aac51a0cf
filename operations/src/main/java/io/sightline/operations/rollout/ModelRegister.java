package io.sightline.operations.rollout;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What topic {@code models} says at one moment: which model decides, and the state of each. Immutable.
 *
 * <p>Which model decides is said by the last switch of the record {@link Topics#ACTIVE_MODEL}, and by nothing else; a
 * model's own state follows it in the same transaction.
 */
public final class ModelRegister {
    private final Map<String, ModelRecord> records;
    private final List<ModelSwitch> switches;
    private final Optional<String> startedWith;

    private ModelRegister(Map<String, ModelRecord> records, List<ModelSwitch> switches, Optional<String> startedWith) {
        this.records = Map.copyOf(records);
        this.switches = List.copyOf(switches);
        this.startedWith = startedWith;
    }

    /**
     * @param latest the last record of each key
     * @param startedWith the model that the settings name, which decides until the first switch; empty if not known
     */
    public static ModelRegister of(Map<String, Entry<ModelRecord>> latest, Optional<String> startedWith) {
        Map<String, ModelRecord> records = new LinkedHashMap<>();
        List<ModelSwitch> switches = List.of();
        for (Entry<ModelRecord> entry : latest.values()) {
            if (entry.key().equals(Topics.ACTIVE_MODEL)) {
                switches = entry.value().getSwitches();
            } else {
                records.put(entry.key(), entry.value());
            }
        }
        return new ModelRegister(records, switches, startedWith);
    }

    /** The record of each model that has one, by id. */
    public Map<String, ModelRecord> records() {
        return records;
    }

    public Optional<ModelRecord> record(String modelId) {
        return Optional.ofNullable(records.get(modelId));
    }

    /** All switches so far, oldest first; none if the model of the settings decides. */
    public List<ModelSwitch> switches() {
        return switches;
    }

    /** The model that decides, or will within seconds; empty if neither the topic nor the system says which. */
    public Optional<String> active() {
        return lastSwitch().map(s -> s.getSpace().getModelId()).or(() -> startedWith);
    }

    public boolean isActive(String modelId) {
        return active().filter(modelId::equals).isPresent();
    }

    /** The model that decided before the one that does. */
    public Optional<String> former() {
        return switches.size() < 2
                ? Optional.empty()
                : Optional.of(switches.get(switches.size() - 2).getSpace().getModelId());
    }

    /**
     * The model that a rollback goes back to if nobody says which.
     *
     * @throws UserError if none decided before; or if the last switch went back already: what decided between was left
     *     for a reason, and is not let in again unasked
     */
    public String backTo() {
        String former =
                former().orElseThrow(() -> new UserError("No model was promoted here, so there is none to go back to"));
        String active = lastSwitch().orElseThrow().getSpace().getModelId();
        boolean cameBack = switches.subList(0, switches.size() - 1).stream()
                .anyMatch(s -> s.getSpace().getModelId().equals(active));
        if (cameBack) {
            throw new UserError("The last switch already went back, from " + former + " to " + active
                    + ". To complete it, promote " + active + " again. To let " + former
                    + " decide again, name it as the one to go back to");
        }
        return former;
    }

    /** Whether these records, written in one transaction, are there; what came after them does not matter to a switch. */
    boolean holds(Map<String, ModelRecord> written) {
        ModelRecord pointer = written.get(Topics.ACTIVE_MODEL);
        return pointer == null
                ? written.equals(records.entrySet().stream()
                        .filter(r -> written.containsKey(r.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                : switches.containsAll(pointer.getSwitches());
    }

    /** Whether it decides or did once. */
    public boolean hasDecided(String modelId) {
        return isActive(modelId)
                || switches.stream().anyMatch(s -> s.getSpace().getModelId().equals(modelId));
    }

    /** @throws UserError if another model decides by now, saying which and since when */
    void requireActive(String modelId) {
        if (!isActive(modelId)) {
            throw new UserError(modelId + " decides no more: "
                    + lastSwitch()
                            .map(s -> s.getActor() + " let " + s.getSpace().getModelId() + " decide, from "
                                    + s.getActiveFrom() + " on")
                            .or(() -> active().map(id -> "the system runs with " + id))
                            .orElse("nobody says which does")
                    + ". Nothing was changed. See the list of models");
        }
    }

    public Optional<ModelSwitch> lastSwitch() {
        return switches.isEmpty() ? Optional.empty() : Optional.of(switches.get(switches.size() - 1));
    }

    /** What holds: ACTIVE is who decides, whatever the model's own record says. */
    public ModelState state(String modelId) {
        if (isActive(modelId)) {
            return ModelState.ACTIVE;
        }
        ModelState said = record(modelId).map(ModelRecord::getState).orElse(ModelState.UNSPECIFIED);
        return said == ModelState.ACTIVE ? ModelState.RETIRED : said;
    }

    /** From when on that has been so; empty if nobody changed it. */
    public Optional<Instant> since(String modelId) {
        if (isActive(modelId)) {
            return lastSwitch().map(ModelSwitch::getActiveFrom);
        }
        return record(modelId)
                .filter(r -> r.getState() != ModelState.UNSPECIFIED)
                .map(ModelRecord::getChangedAt);
    }

    /** What a matcher has to know of it, as the topic has it. */
    public Optional<EmbeddingSpace> space(String modelId) {
        return record(modelId).map(ModelRecord::getSpace).or(() -> switches.stream()
                .map(ModelSwitch::getSpace)
                .filter(s -> s.getModelId().equals(modelId))
                .reduce((first, last) -> last));
    }
}
