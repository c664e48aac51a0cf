package io.sightline.matcher;

import io.sightline.core.Embedding;
import io.sightline.search.Neighbour;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Faces that somebody said are not a person. Few for each person, so they are looked through. Not thread-safe. */
final class Refusals {
    /** By person and model, then by template. */
    private final Map<String, Map<String, Embedding>> faces = new HashMap<>();

    private final Map<String, String> owners = new HashMap<>();

    void put(String templateKey, String personId, Embedding vector) {
        String owner = owner(personId, GalleryKey.modelIdIn(templateKey));
        faces.computeIfAbsent(owner, o -> new HashMap<>()).put(templateKey, vector);
        owners.put(templateKey, owner);
    }

    void remove(String templateKey) {
        String owner = owners.remove(templateKey);
        if (owner != null) {
            faces.computeIfPresent(owner, (o, theirs) -> {
                theirs.remove(templateKey);
                return theirs.isEmpty() ? null : theirs;
            });
        }
    }

    /** Forgets all of a model. */
    void drop(String modelId) {
        owners.entrySet().removeIf(e -> GalleryKey.modelIdIn(e.getKey()).equals(modelId));
        faces.keySet().retainAll(Set.copyOf(owners.values()));
    }

    void clear() {
        faces.clear();
        owners.clear();
    }

    /** Whether the face is as near to one that the person was said not to be as to the person. */
    boolean concern(String modelId, Neighbour person, Embedding face) {
        return faces.getOrDefault(owner(person.personId(), modelId), Map.of()).values().stream()
                .anyMatch(refusal -> refusal.distanceTo(face) <= person.distance());
    }

    private static String owner(String personId, String modelId) {
        return personId + "/" + modelId;
    }
}
