package io.sightline.matcher;

import io.sightline.schemas.avro.FaceEmbedding;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Somebody who is not enrolled has a key as well: it is found, or made. */
final class StrangerMeetings {
    private final TrackDecider decider;
    private final Duration kept;
    private final UnaryOperator<Identity> laterKnownAs;

    /**
     * @param kept so long a stranger's template is kept
     * @param laterKnownAs who a stranger has turned out to be; itself as long as nothing was said, null for one who was
     *     forgotten
     */
    StrangerMeetings(TrackDecider decider, Duration kept, UnaryOperator<Identity> laterKnownAs) {
        this.decider = decider;
        this.kept = kept;
        this.laterKnownAs = laterKnownAs;
    }

    /**
     * Considers whether a track is a stranger.
     *
     * @param isLast that no further face will come
     * @param now the camera's clock, milliseconds since 1970
     * @return whether the track has got a key
     */
    boolean meet(Track track, TrackDecider.Look look, boolean isLast, long now, Outcome outcome) {
        if (track.isConfirmed() || !track.isNobodyEnrolled()) {
            return false;
        }
        Optional<TrackDecider.Stranger> found = decider.stranger(look, track.id(), isLast, track.ruledOut());
        if (found.isEmpty()) {
            return false;
        }
        TrackDecider.Stranger stranger = found.get();
        boolean isMet = track.identity() == null && meet(track, look, stranger, now, outcome);
        if (track.toldSame() == null && !stranger.duplicates().isEmpty()) {
            stranger.duplicates().forEach(younger -> outcome.same(younger, stranger.identity()));
            track.tellSame(stranger.identity().key());
        }
        return isMet;
    }

    private boolean meet(
            Track track, TrackDecider.Look look, TrackDecider.Stranger stranger, long now, Outcome outcome) {
        Identity who = laterKnownAs.apply(stranger.identity());
        if (who == null || !who.isStranger() || track.ruledOut().contains(who.key())) {
            // Named a moment ago: the gallery is about to know them, and to say so with all that a match needs.
            return false;
        }
        boolean isOld = stranger.seenAt() < now - kept.toMillis() / 2;
        if (who.equals(stranger.identity()) && (stranger.isNew() || isOld)) {
            outcome.introduce(track, look, who, stranger.isNew() ? track.firstSeenAt() : stranger.knownSince());
        }
        track.decide(
                who,
                stranger.isNew()
                        ? look.assessment()
                        : look.assessment().ofStranger(stranger.templateId(), stranger.distance()));
        return true;
    }

    /**
     * A face by a model that does not decide its track says nothing of who it is. But whoever is a stranger by the one
     * that decides is known by this one too from then on: so keys outlast a switch. A good face alone must do, since no
     * evidence is gathered by models that do not decide.
     *
     * @param track null if it is not known
     */
    Outcome beside(Track track, FaceEmbedding face) {
        Outcome beside = Outcome.beside();
        if (track != null && isStrangersBest(track, face)) {
            decider.model(face.getModelId())
                    .filter(model -> !decider.knows(track.identity(), model))
                    .ifPresent(model -> beside.introduce(new Outcome.Introduction(
                            model,
                            track.identity(),
                            track.id(),
                            model.vectorOf(face),
                            face.getFace().getQuality().getScore(),
                            face.getCrop(),
                            decider.knownSince(track.identity()).orElse(track.firstSeenAt()),
                            face.getTime().toEpochMilli())));
        }
        return beside;
    }

    private boolean isStrangersBest(Track track, FaceEmbedding face) {
        float quality = face.getFace().getQuality().getScore();
        return track.isInView()
                && track.identity() != null
                && track.identity().isStranger()
                && decider.isGoodForStrangers(quality)
                && quality >= track.bestQuality();
    }
}
