package io.sightline.matcher;

import io.sightline.core.ModelId;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which model decides from when on, and which embeds beside it. Immutable.
 *
 * <p>A track is decided by the model that is active when it begins, by its first face's capture time. So all who read the
 * same log come to the same model, whenever they read it, and a replay decides as it was decided then.
 */
public final class ModelSwitches {
    /** A switch ends what it replaces minutes later; what ended longer before the last one is out of use. */
    private static final long OVERLAP = Duration.ofHours(1).toMillis();

    private final List<Switch> switches;

    /**
     * From when on a model decides, milliseconds since 1970.
     *
     * @param activeFrom of the first switch it does not count: its model decides what was before, too
     * @param formerUntil so long faces are embedded with the model before as well
     */
    record Switch(ActiveModel model, long activeFrom, long formerUntil) {}

    /**
     * @param switches oldest first
     * @throws IllegalArgumentException if there is none, or they are not in order
     */
    ModelSwitches(List<Switch> switches) {
        if (switches.isEmpty()) {
            throw new IllegalArgumentException("There is no switch, expected one or more");
        }
        for (int i = 1; i < switches.size(); i++) {
            if (switches.get(i).activeFrom < switches.get(i - 1).activeFrom) {
                throw new IllegalArgumentException("Switch " + i + " is earlier than the one before it");
            }
        }
        this.switches = List.copyOf(switches);
    }

    /** One model decides for ever. */
    public static ModelSwitches only(ActiveModel model) {
        return new ModelSwitches(List.of(new Switch(model, Long.MIN_VALUE, Long.MIN_VALUE)));
    }

    /**
     * What the record under the key {@code active} of topic models says.
     *
     * @throws IllegalArgumentException if it names no switch, or one that cannot be
     */
    public static ModelSwitches of(ModelRecord pointer) {
        List<Switch> switches = new ArrayList<>();
        for (ModelSwitch s : pointer.getSwitches()) {
            switches.add(new Switch(
                    model(s.getSpace()),
                    s.getActiveFrom().toEpochMilli(),
                    s.getFormerUntil().toEpochMilli()));
        }
        return new ModelSwitches(switches);
    }

    /** @throws IllegalArgumentException if there is no such model */
    static ActiveModel model(EmbeddingSpace space) {
        return new ActiveModel(
                ModelId.parse(space.getModelId()),
                space.getDimension(),
                exact(space.getThreshold()),
                exact(space.getMargin()));
    }

    /** The decimal that the float was written as: 0.85, not 0.8500000238. */
    static double exact(float value) {
        return Double.parseDouble(Float.toString(value));
    }

    /** The same switches, with another threshold and margin of one of the models. */
    public ModelSwitches with(ActiveModel model) {
        return new ModelSwitches(switches.stream()
                .map(s -> s.model.isSameAs(model) ? new Switch(model, s.activeFrom, s.formerUntil) : s)
                .toList());
    }

    /** Whether a model ever decides. */
    public boolean names(ModelId model) {
        return switches.stream().anyMatch(s -> s.model.id().equals(model));
    }

    /** The model that decides a track whose first face was captured at this time. */
    public ActiveModel decidingAt(Instant time) {
        return decidingAt(time.toEpochMilli());
    }

    ActiveModel decidingAt(long time) {
        return switches.get(inForceAt(time)).model;
    }

    private int inForceAt(long time) {
        int i = switches.size() - 1;
        while (i > 0 && switches.get(i).activeFrom > time) {
            i--;
        }
        return i;
    }

    /** Whether faces of that time are embedded with a model because it decides, or because it did when tracks began. */
    boolean isSupplied(ActiveModel model, long time) {
        int now = inForceAt(time);
        if (switches.get(now).model.isSameAs(model)) {
            return true;
        }
        for (int i = 1; i <= now; i++) {
            if (switches.get(i - 1).model.isSameAs(model) && time < switches.get(i).formerUntil) {
                return true;
            }
        }
        return false;
    }

    /** The one that decides when all switches are done. */
    ActiveModel latest() {
        return switches.get(switches.size() - 1).model;
    }

    List<Switch> all() {
        return switches;
    }

    /**
     * Without those that nobody needs any more: what is left are the last two models, and those that were in use shortly
     * before the last switch.
     */
    ModelSwitches recent() {
        int last = switches.size() - 1;
        int first = Math.max(0, last - 1);
        while (first > 0 && switches.get(first).formerUntil > switches.get(last).activeFrom - OVERLAP) {
            first--;
        }
        return new ModelSwitches(switches.subList(first, switches.size()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelSwitches o && switches.equals(o.switches);
    }

    @Override
    public int hashCode() {
        return switches.hashCode();
    }

    /** The models, by id. */
    Map<String, ActiveModel> models() {
        Map<String, ActiveModel> models = new LinkedHashMap<>();
        switches.forEach(s -> models.put(s.model.id().toString(), s.model));
        return models;
    }
}
