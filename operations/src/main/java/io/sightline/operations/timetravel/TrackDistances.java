package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.TrackRecordKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** How near the faces of some tracks come to people, by each model. It holds those faces' vectors. Not thread-safe. */
public final class TrackDistances {
    private final Set<String> tracks;
    private final Map<String, List<Embedding>> faces = new HashMap<>();

    /** @param tracks whose faces are kept */
    public TrackDistances(Set<String> tracks) {
        this.tracks = Set.copyOf(tracks);
    }

    /** Takes the next record that came from a camera. */
    public void take(FaceEmbedding record) {
        if (record.getKind() == TrackRecordKind.FACE
                && record.getTrackId() != null
                && record.getVector() != null
                && record.getModelId() != null
                && tracks.contains(record.getTrackId())) {
            try {
                Embedding vector = Embedding.ofBytes(record.getVector());
                faces.computeIfAbsent(key(record.getTrackId(), record.getModelId()), k -> new ArrayList<>())
                        .add(vector);
            } catch (IllegalArgumentException damaged) {
                return; // the matcher refuses it, too
            }
        }
    }

    /**
     * The smallest distance of a face of the track to a face of the person.
     *
     * @return empty if there is no such face, or the person has none under that model
     */
    public OptionalDouble nearest(String trackId, String personId, Gallery gallery, ModelRule rule) {
        TemplateSet templates = gallery.of(personId, false, rule);
        List<Embedding> seen = faces.getOrDefault(key(trackId, rule.modelId()), List.of());
        if (templates.size() == 0) {
            return OptionalDouble.empty();
        }
        return seen.stream()
                .filter(f -> f.dimension() == rule.dimension())
                .mapToDouble(f -> Math.sqrt(templates.nearestSquared(f.values())))
                .min();
    }

    private static String key(String trackId, String modelId) {
        return modelId + " " + trackId;
    }
}
