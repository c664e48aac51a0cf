package io.sightline.operations.timetravel;

import io.sightline.core.Embedding;
import io.sightline.search.Neighbour;
import io.sightline.search.TemplateIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.util.Utf8;

/**
 * Looks for one person among the faces of the log, by the gallery as of now: so also in the time before they were
 * enrolled. It judges single faces, where the matcher judges tracks.
 *
 * <p>Nearly all faces are somebody else's, and those take one comparison per template. Who else might be meant is asked
 * only for those that are near. One thread.
 */
public final class PersonSearch {
    private final String who;
    private final List<Model> models = new ArrayList<>();
    private final long gapMillis;
    private final float minimumQuality;
    private final Map<String, FoundSighting> open = new HashMap<>();
    private final List<FoundSighting> found = new ArrayList<>();
    private long compared;

    /** What the person looks like by one model. */
    private static final class Model {
        private final Utf8 id;
        private final ModelRule rule;
        private final TemplateSet faces;
        private final TemplateSet nots;
        private final TemplateIndex others;
        private final double nearSquared;
        private final float[] vector;

        Model(String who, ModelRule rule, Gallery gallery) {
            this.id = new Utf8(rule.modelId());
            this.rule = rule;
            this.faces = gallery.of(who, false, rule);
            this.nots = gallery.of(who, true, rule);
            this.others = gallery.allBut(who, rule);
            this.nearSquared = rule.widestThreshold() * rule.widestThreshold();
            this.vector = new float[rule.dimension()];
        }

        boolean mayBe(LoggedFace face) {
            face.vectorInto(vector);
            return faces.nearestSquared(vector) <= nearSquared;
        }
    }

    /**
     * Prepares a search.
     *
     * @param who a personId, or an anonymousId
     * @param gap faces on one camera that are not farther apart are one sighting
     * @param minimumQuality what is worse, 0 to 1, is no evidence
     * @throws io.sightline.core.UserError if nothing is known of a model that the person was enrolled with
     */
    public PersonSearch(String who, Gallery gallery, ModelRules rules, Duration gap, float minimumQuality) {
        this.who = who;
        this.gapMillis = gap.toMillis();
        this.minimumQuality = minimumQuality;
        gallery.facesOf(who).keySet().forEach(id -> models.add(new Model(who, rules.of(id), gallery)));
    }

    /** The personId or anonymousId. */
    public String who() {
        return who;
    }

    /** Takes the next face of the log. */
    public void see(LoggedFace face) {
        for (Model model : models) {
            if (face.isOfModel(model.id) && face.dimension() == model.vector.length) {
                compared++;
                if (model.mayBe(face) && face.quality() >= minimumQuality) {
                    judge(face, model);
                }
            }
        }
    }

    private void judge(LoggedFace face, Model model) {
        String camera = face.cameraId();
        double threshold = model.rule.thresholdAt(camera);
        double distance = Math.sqrt(model.faces.nearestSquared(model.vector));
        if (distance > threshold || model.nots.nearestSquared(model.vector) < distance * distance) {
            return;
        }
        Embedding vector;
        try {
            vector = face.vector();
        } catch (IllegalArgumentException notAUnitVector) {
            return;
        }
        List<Neighbour> others = model.others.nearestPersons(vector, 1);
        if (!others.isEmpty() && others.get(0).distance() - distance < model.rule.margin()) {
            return;
        }
        sightingOf(camera, threshold, face.time()).add(face, distance);
    }

    private FoundSighting sightingOf(String camera, double threshold, long time) {
        FoundSighting sighting = open.get(camera);
        if (sighting == null || !sighting.reaches(time, gapMillis)) {
            sighting = new FoundSighting(camera, threshold, time);
            open.put(camera, sighting);
            found.add(sighting);
        }
        return sighting;
    }

    /** How many faces were compared: those that one of the person's models made. */
    public long compared() {
        return compared;
    }

    /** What was found so far, in the order of time. */
    public List<FoundSighting> sightings() {
        return found.stream()
                .sorted(Comparator.comparing(FoundSighting::from).thenComparing(FoundSighting::cameraId))
                .toList();
    }
}
