package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.TrackRecordKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How near the faces of some tracks come to people, by each model. It keeps distances, no faces. Not thread-safe. */
public final class TrackDistances {
    private final Gallery gallery;
    private final Map<String, ModelRule> rules = new HashMap<>();
    private final Map<String, List<String>> peopleOfTracks = new HashMap<>();
    private final Map<Templates, TemplateSet> templates = new HashMap<>();
    private final Map<Asked, Float> nearestSquared = new HashMap<>();

    private record Templates(String personId, String modelId) {}

    private record Asked(String trackId, String personId, String modelId) {}

    /** @param rules of the models whose faces count */
    public TrackDistances(Gallery gallery, List<ModelRule> rules) {
        this.gallery = gallery;
        rules.forEach(r -> this.rules.put(r.modelId(), r));
    }

    /** Has the faces of a track compared with a person's from now on. */
    public void ask(String trackId, String personId) {
        List<String> people = peopleOfTracks.computeIfAbsent(trackId, t -> new ArrayList<>());
        if (!people.contains(personId)) {
            people.add(personId);
        }
    }

    /** Takes the next record that came from a camera. */
    public void take(FaceEmbedding record) {
        ModelRule rule = record.getModelId() == null ? null : rules.get(record.getModelId());
        if (rule == null
                || record.getKind() != TrackRecordKind.FACE
                || record.getTrackId() == null
                || record.getVector() == null
                || !peopleOfTracks.containsKey(record.getTrackId())) {
            return;
        }
        Embedding face;
        try {
            face = Embedding.ofBytes(record.getVector());
        } catch (IllegalArgumentException damaged) {
            return; // the matcher refuses it, too
        }
        if (face.dimension() == rule.dimension()) {
            for (String person : peopleOfTracks.get(record.getTrackId())) {
                TemplateSet theirs = templates.computeIfAbsent(
                        new Templates(person, rule.modelId()), t -> gallery.of(person, false, rule));
                nearestSquared.merge(
                        new Asked(record.getTrackId(), person, rule.modelId()),
                        theirs.nearestSquared(face.values()),
                        Math::min);
            }
        }
    }

    /**
     * The smallest distance of a face of the track to a face of the person.
     *
     * @return empty if there is no such face, the person has none under that model, or it was not asked for
     */
    public OptionalDouble nearest(String trackId, String personId, ModelRule rule) {
        Float squared = nearestSquared.get(new Asked(trackId, personId, rule.modelId()));
        return squared == null || squared.isInfinite() ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(squared));
    }
}
