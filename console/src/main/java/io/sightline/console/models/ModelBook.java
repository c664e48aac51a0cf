package io.sightline.console.models;

import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.ModelRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What topics {@code models} and {@code gallery} say of models now, without vectors. Thread-safe. */
final class ModelBook {
    private final Optional<String> startedWith;
    private final Map<String, Entry<ModelRecord>> records = new LinkedHashMap<>();
    /** By the gallery's key. */
    private final Map<String, Template> templates = new HashMap<>();

    private record Template(String modelId, String personId, String templateId) {
        /** The same for each model that knows the face. */
        String face() {
            return personId + "/" + templateId;
        }
    }

    /**
     * How many templates each model has.
     *
     * @param all by model
     * @param ofActive of those that the active model has, by model
     */
    record Counts(Map<String, Long> all, Map<String, Long> ofActive) {}

    /** @param startedWith the model that decides until the first switch; empty if that is not known */
    ModelBook(Optional<String> startedWith) {
        this.startedWith = startedWith;
    }

    synchronized void learnModel(Entry<ModelRecord> entry) {
        if (entry.value() == null) {
            records.remove(entry.key());
        } else {
            records.put(entry.key(), entry);
        }
    }

    synchronized void learnTemplate(Entry<GalleryEntry> entry) {
        GalleryEntry value = entry.value();
        if (value == null) {
            templates.remove(entry.key());
        } else {
            templates.put(entry.key(), new Template(value.getModelId(), value.getPersonId(), value.getTemplateId()));
        }
    }

    synchronized ModelRegister register() {
        return ModelRegister.of(records, startedWith);
    }

    /** @param isGone whether a person was erased: what is left of them does not count */
    synchronized Counts count(Optional<String> active, Predicate<String> isGone) {
        Set<String> gone = templates.values().stream()
                .map(Template::personId)
                .distinct()
                .filter(isGone)
                .collect(Collectors.toSet());
        Set<String> wanted = new HashSet<>();
        templates.values().stream()
                .filter(t -> active.filter(t.modelId()::equals).isPresent() && !gone.contains(t.personId()))
                .forEach(t -> wanted.add(t.face()));
        Map<String, Long> all = new HashMap<>();
        Map<String, Long> ofActive = new HashMap<>();
        for (Template t : templates.values()) {
            if (!gone.contains(t.personId())) {
                all.merge(t.modelId(), 1L, Long::sum);
                if (wanted.contains(t.face())) {
                    ofActive.merge(t.modelId(), 1L, Long::sum);
                }
            }
        }
        return new Counts(all, ofActive);
    }
}
