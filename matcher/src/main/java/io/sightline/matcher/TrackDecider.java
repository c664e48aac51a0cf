package io.sightline.matcher;

import io.sightline.search.Neighbour;
import java.util.List;
import java.util.Optional;

/**
 * Says who a track is, or that it cannot be said yet. A function of the evidence and the gallery and nothing else:
 * whoever has both can arrive at the same figures later.
 */
final class TrackDecider {
    private final ActiveModel model;
    private final DecisionSettings settings;
    private final Gallery gallery;

    TrackDecider(ActiveModel model, DecisionSettings settings, Gallery gallery) {
        this.model = model;
        this.settings = settings;
        this.gallery = gallery;
    }

    ActiveModel model() {
        return model;
    }

    Evidence noEvidence() {
        return new Evidence(settings.facesKept());
    }

    /** Whether a face of this quality says anything about who it is. */
    boolean isEvidence(float quality) {
        return quality >= settings.minimumQuality();
    }

    int facesKept() {
        return settings.facesKept();
    }

    /** Asks the gallery for the two persons nearest to what the faces agree on; empty without a face. */
    Optional<Assessment> assess(Evidence evidence) {
        return evidence.agreement(model.threshold()).map(this::ask);
    }

    private Assessment ask(Evidence.Agreement faces) {
        Gallery.Answer answer = gallery.nearestPersons(model.id().toString(), faces.centre(), 2);
        List<Neighbour> nearest = answer.nearest();
        Optional<Neighbour> first = nearest.stream().findFirst();
        Optional<Neighbour> next = nearest.stream().skip(1).findFirst();
        return new Assessment(
                first.map(Neighbour::personId).orElse(null),
                first.map(n -> faces.distanceFromFaces(n.distance())).orElse(Double.POSITIVE_INFINITY),
                next.map(Neighbour::personId).orElse(null),
                next.map(n -> faces.distanceFromFaces(n.distance())).orElse(Double.POSITIVE_INFINITY),
                faces.faces(),
                faces.quality(),
                answer.galleryOffset());
    }

    /** Whether this suffices to say who an undecided track is. */
    boolean decides(Assessment a) {
        return isMatch(a) && (a.evidence() >= settings.minimumFaces() || isExcellent(a));
    }

    /**
     * Whether this suffices to say that a decided track is another person after all: more faces, and a wider lead over
     * everybody else, the one decided on before included.
     */
    boolean overrules(Assessment a, String decidedPersonId) {
        return isMatch(a)
                && !decidedPersonId.equals(a.nearestPersonId())
                && a.evidence() >= settings.facesToChange()
                && a.lead() >= settings.marginsToChange() * model.margin();
    }

    private boolean isMatch(Assessment a) {
        return a.distance() <= model.threshold() && a.lead() >= model.margin();
    }

    private boolean isExcellent(Assessment a) {
        return a.distance() <= settings.singleFaceShare() * model.threshold()
                && a.quality() >= settings.singleFaceQuality();
    }
}
