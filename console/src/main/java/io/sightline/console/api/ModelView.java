package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model that makes vectors of faces.
 *
 * @param since when its state was set; empty if nobody changed it
 * @param actor who set it
 * @param reason in their words
 * @param forced whether figures spoke against it
 * @param dimension how many numbers its vectors have
 * @param threshold largest distance of one person's faces, where a camera has none of its own; 0 to 2
 * @param calibratedHere whether the threshold was measured on this system
 * @param templates it has in the gallery
 * @param known of the templates that the active model has, how many it has
 * @param wanted how many the active model has
 * @param hasBundle whether the console has its files
 * @param hasDecided whether it decides or did once
 * @param sets what was measured of it, by set of pictures
 * @param comparisons what was measured of it beside others
 * @param decided when it decided, oldest first
 * @param warnings whatever stands against letting it decide, in words
 */
public record ModelView(
        String modelId,
        State state,
        Optional<Instant> since,
        Optional<String> actor,
        Optional<String> reason,
        boolean forced,
        Optional<Integer> dimension,
        Optional<Double> threshold,
        boolean calibratedHere,
        long templates,
        long known,
        long wanted,
        boolean hasBundle,
        boolean hasDecided,
        List<ModelSet> sets,
        List<Comparison> comparisons,
        List<Decided> decided,
        List<String> warnings) {

    /** Where it stands in its life. */
    public enum State {
        /** It decides. */
        ACTIVE,
        /** It embeds what cameras see, and decides nothing. */
        SHADOW,
        /** It is here, and nothing is done with it. */
        CANDIDATE,
        /** It decides no more, and embeds nothing. */
        RETIRED,
        /** Its bundle is here, and nobody has said anything of it. */
        UNSPECIFIED
    }

    /**
     * What was measured on a set of pictures.
     *
     * @param figures by name, such as auc
     * @param curve by far, rising; empty if there are no such figures
     */
    public record ModelSet(String name, Map<String, Double> figures, List<Point> curve) {}

    /**
     * How much is accepted of what should be.
     *
     * @param far share of pairs of two people that pass
     * @param tar share of pairs of one person that pass
     */
    public record Point(double far, double tar) {}

    /**
     * What was measured of it beside another, on the same pairs.
     *
     * @param holds whether it may take the other's place
     */
    public record Comparison(String set, String other, boolean holds, String words) {}

    /**
     * That it decided.
     *
     * @param from empty for from the beginning
     * @param to empty for until now
     */
    public record Decided(Optional<Instant> from, Optional<Instant> to, String actor, String reason, boolean forced) {}
}
