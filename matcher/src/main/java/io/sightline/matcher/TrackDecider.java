package io.sightline.matcher;

import io.sightline.search.Neighbour;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says who a track is, or that it cannot be said yet. A function of the evidence, the gallery, the strangers and the
 * thresholds, and of nothing else: whoever has these can arrive at the same figures later.
 */
final class TrackDecider {
    /** Among so many strangers it is looked for several who prove to be one. */
    private static final int STRANGERS_ASKED = 4;

    private final Models models;
    private final Thresholds thresholds;
    private final DecisionSettings settings;
    private final NearestPersons gallery;
    private final Strangers strangers;

    /** What the faces of a track agree on, and what the gallery says of that. */
    record Look(Evidence.Agreement faces, Assessment assessment) {}

    /**
     * Which stranger a track is.
     *
     * @param templateId the stranger's nearest template; null for one whom nobody has seen before
     * @param distance to that, infinite if there is none
     * @param knownSince when the stranger was first seen, milliseconds since 1970; meaningless for a new one
     * @param seenAt when the template was
     * @param duplicates keys of strangers who prove to be the same, and are younger
     */
    record Stranger(
            Identity identity,
            String templateId,
            double distance,
            long knownSince,
            long seenAt,
            List<String> duplicates) {
        boolean isNew() {
            return templateId == null;
        }
    }

    TrackDecider(
            Models models,
            Thresholds thresholds,
            DecisionSettings settings,
            NearestPersons gallery,
            Strangers strangers) {
        this.models = models;
        this.thresholds = thresholds;
        this.settings = settings;
        this.gallery = gallery;
        this.strangers = strangers;
    }

    /** Which model decides which track, as of now. */
    ModelSwitches switches() {
        return models.switches();
    }

    /** The model of that id, which may be null; empty if it is not of interest. */
    Optional<ActiveModel> model(String modelId) {
        return models.named(modelId);
    }

    Evidence noEvidence(ActiveModel model) {
        return new Evidence(model, settings.facesKept());
    }

    /** Whether a face of this quality says anything about who it is. */
    boolean isEvidence(float quality) {
        return quality >= settings.minimumQuality();
    }

    int facesKept() {
        return settings.facesKept();
    }

    /** Whether a face of this quality is good enough to know a stranger by. */
    boolean isGoodForStrangers(float quality) {
        return quality >= settings.strangerQuality();
    }

    /** Whether strangers can be recognised by this model. */
    boolean knows(Identity stranger, ActiveModel model) {
        return strangers.isKnown(stranger.key(), model.id().toString());
    }

    /** When a stranger was first seen, milliseconds since 1970; empty for one of whom nothing is known. */
    Optional<Long> knownSince(Identity stranger) {
        return strangers.knownSince(stranger.key());
    }

    /** Whether a crop is worth an event of its own. */
    boolean isClearlyBetter(float quality, float toldQuality) {
        return quality >= toldQuality + settings.clearlyBetter();
    }

    /**
     * Asks the gallery for the two persons nearest to what the faces agree on; empty without a face.
     *
     * @param ruledOut personIds of whom it is known that it is not them
     */
    Optional<Look> look(Evidence evidence, String cameraId, Set<String> ruledOut) {
        Thresholds.Threshold threshold = thresholds.of(evidence.model(), cameraId);
        return evidence.agreement(threshold.distance()).map(faces -> new Look(faces, ask(faces, threshold, ruledOut)));
    }

    private Assessment ask(Evidence.Agreement faces, Thresholds.Threshold threshold, Set<String> ruledOut) {
        String modelId = faces.model().id().toString();
        Gallery.Answer answer = gallery.nearestPersons(modelId, faces.centre(), 2, ruledOut);
        List<Neighbour> nearest = answer.nearest();
        Optional<Neighbour> first = nearest.stream().findFirst();
        Optional<Neighbour> next = nearest.stream().skip(1).findFirst();
        return new Assessment(
                modelId,
                first.map(Neighbour::personId).orElse(null),
                first.map(n -> faces.distanceFromFaces(n.distance())).orElse(Double.POSITIVE_INFINITY),
                next.map(Neighbour::personId).orElse(null),
                next.map(n -> faces.distanceFromFaces(n.distance())).orElse(Double.POSITIVE_INFINITY),
                faces.faces(),
                faces.quality(),
                answer.galleryOffset(),
                threshold.distance(),
                threshold.margin(),
                first.map(n -> GalleryKey.templateIdIn(n.templateKey(), n.personId()))
                        .orElse(null),
                null);
    }

    /** Whether this suffices to say which enrolled person an undecided track, or a stranger, is. */
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
                && a.lead() >= settings.marginsToChange() * a.margin();
    }

    /**
     * Which stranger this is, new or known; empty while it may yet prove to be somebody enrolled.
     *
     * @param trackId names a new stranger
     * @param isLast that no further face will come: then a single one of good quality must do
     * @param ruledOut keys of strangers of whom it is known that it is not them
     */
    Optional<Stranger> stranger(Look look, String trackId, boolean isLast, Set<String> ruledOut) {
        if (!isFromNobodyEnrolled(look.assessment(), isLast)) {
            return Optional.empty();
        }
        double threshold = look.assessment().threshold();
        List<Strangers.Near> near =
                strangers.nearest(look.assessment().modelId(), look.faces().centre(), STRANGERS_ASKED).stream()
                        .filter(n -> !ruledOut.contains(n.anonymousId()))
                        // Its own it finds only if what it led to was undone by a failure; so it must lead to that
                        // again.
                        .filter(n -> !n.templateId().equals(trackId))
                        .filter(n -> look.faces().distanceFromFaces(n.distance()) <= threshold)
                        .toList();
        if (near.isEmpty()) {
            return Optional.of(new Stranger(
                    Identity.ofStrangerFirstSeenIn(trackId), null, Double.POSITIVE_INFINITY, 0, 0, List.of()));
        }
        List<Strangers.Near> certain = near.stream()
                .filter(n -> look.faces().distanceFromFaces(n.distance()) <= settings.singleFaceShare() * threshold)
                .filter(n -> look.faces().faces() >= settings.minimumFaces())
                .sorted(Comparator.comparingLong(Strangers.Near::knownSince).thenComparing(Strangers.Near::anonymousId))
                .toList();
        Strangers.Near who = certain.isEmpty() ? near.get(0) : certain.get(0);
        return Optional.of(new Stranger(
                new Identity(who.anonymousId()),
                who.templateId(),
                look.faces().distanceFromFaces(who.distance()),
                who.knownSince(),
                who.seenAt(),
                certain.stream().skip(1).map(Strangers.Near::anonymousId).toList()));
    }

    private boolean isFromNobodyEnrolled(Assessment a, boolean isLast) {
        boolean isClear = a.distance() > settings.strangerShare() * a.threshold();
        boolean isPersistent = a.evidence() >= settings.facesToBeAStranger();
        return a.distance() > a.threshold()
                && isGoodForStrangers(a.quality())
                && (isClear || isPersistent)
                && (isLast || a.evidence() >= settings.minimumFaces());
    }

    private static boolean isMatch(Assessment a) {
        return a.distance() <= a.threshold() && a.lead() >= a.margin();
    }

    private boolean isExcellent(Assessment a) {
        return a.distance() <= settings.singleFaceShare() * a.threshold()
                && a.quality() >= settings.singleFaceQuality();
    }
}
