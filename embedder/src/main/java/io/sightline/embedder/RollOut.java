package io.sightline.embedder;

import io.sightline.core.ModelId;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What topic {@code models} says of who embeds. Which models a crop needs follows from its capture time, not from a
 * clock on the wall: a replay needs the same. Immutable.
 *
 * @param configured decides as long as nobody has switched
 * @param switches oldest first; the first says which model the system began with
 * @param shadows embed beside who decides, in the order in which they came
 */
record RollOut(ModelId configured, List<Switch> switches, List<ModelId> shadows) {

    /**
     * @param activeFrom the model decides what is captured then or later
     * @param formerUntil and so long the one before goes on with what began under it
     */
    record Switch(ModelId model, Instant activeFrom, Instant formerUntil) {}

    RollOut {
        switches = List.copyOf(switches);
        shadows = List.copyOf(shadows);
    }

    static RollOut of(ModelId configured) {
        return new RollOut(configured, List.of(), List.of());
    }

    /**
     * Takes in a record of the topic.
     *
     * @param value null for a tombstone
     * @throws BadRecordException if it names no model; then what was known still holds
     */
    RollOut with(String key, ModelRecord value) throws BadRecordException {
        if (Topics.ACTIVE_MODEL.equals(key)) {
            return new RollOut(configured, value == null ? List.of() : switchesOf(value), shadows);
        }
        ModelId model = idOf(key);
        List<ModelId> now = new ArrayList<>(shadows);
        if (value == null || value.getState() != ModelState.SHADOW) {
            now.remove(model);
        } else if (!now.contains(model)) {
            now.add(model);
        }
        return new RollOut(configured, switches, now);
    }

    private static List<Switch> switchesOf(ModelRecord pointer) throws BadRecordException {
        List<Switch> switches = new ArrayList<>();
        for (ModelSwitch s : pointer.getSwitches()) {
            switches.add(new Switch(idOf(s.getSpace().getModelId()), s.getActiveFrom(), s.getFormerUntil()));
        }
        return switches;
    }

    private static ModelId idOf(String text) throws BadRecordException {
        try {
            return ModelId.parse(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new BadRecordException("NO_MODEL_ID", e.getMessage(), e);
        }
    }

    /** Who decides once all switches are through. */
    ModelId latest() {
        return switches.isEmpty()
                ? configured
                : switches.get(switches.size() - 1).model();
    }

    /** Those whose vectors decide on what is captured at that time: who began to, first; then those who end theirs. */
    List<ModelId> decidingAt(Instant time) {
        if (switches.isEmpty()) {
            return List.of(configured);
        }
        Set<ModelId> deciding = new LinkedHashSet<>();
        for (int i = switches.size() - 1; i >= 0; i--) {
            Switch s = switches.get(i);
            if (i > 0 && s.activeFrom().isAfter(time)) {
                continue;
            }
            if (deciding.isEmpty()) {
                deciding.add(s.model());
            }
            if (i > 0 && s.formerUntil().isAfter(time)) {
                deciding.add(switches.get(i - 1).model());
            }
        }
        return List.copyOf(deciding);
    }

    /**
     * All that embed what is captured at that time: who decides first, the others by id. The latest is among them also
     * before its time, so that its gallery is complete when that comes.
     */
    List<ModelId> at(Instant time) {
        List<ModelId> deciding = decidingAt(time);
        Set<ModelId> others = new LinkedHashSet<>(deciding);
        others.add(latest());
        others.addAll(shadows);
        others.remove(deciding.get(0));
        List<ModelId> all = new ArrayList<>(List.of(deciding.get(0)));
        others.stream().sorted(Comparator.comparing(ModelId::toString)).forEach(all::add);
        return all;
    }
}
