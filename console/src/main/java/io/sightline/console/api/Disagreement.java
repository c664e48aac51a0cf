package io.sightline.console.api;

import java.time.Instant;
import java.util.Optional;

/**
 * A track about which two models do not agree.
 *
 * @param at when it was decided
 * @param activeWho whom the active model names; empty if nobody; likewise candidateWho
 * @param byActive distance of the track's faces by the active model to the person whom it names, or else whom the candidate
 *     names; 0 to 2; likewise byCandidate
 * @param activeThreshold what passes there by the active model; likewise candidateThreshold
 * @param cropUrl the track's best face; empty if it is not known
 * @param eventId by which POST /labels judges it; empty if the sighting is not remembered any more
 * @param judged what a person said of the sighting last
 * @param rightModel by that word; empty if it does not tell
 */
public record Disagreement(
        What what,
        Instant at,
        String cameraId,
        String trackId,
        Optional<Who> activeWho,
        Optional<Who> candidateWho,
        Optional<Double> byActive,
        double activeThreshold,
        Optional<Double> byCandidate,
        double candidateThreshold,
        Optional<String> cropUrl,
        Optional<String> eventId,
        Optional<SightingView.Word> judged,
        Optional<Right> rightModel) {

    /** What the candidate would do to it. */
    public enum What {
        /** The active model names somebody, the candidate nobody. */
        VANISHES,
        /** The candidate names somebody, the active model nobody. */
        APPEARS,
        /** Each names somebody else. */
        CHANGES
    }

    /** Which of the two is right. */
    public enum Right {
        ACTIVE,
        CANDIDATE,
        NEITHER
    }
}
