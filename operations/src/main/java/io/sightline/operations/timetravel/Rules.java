package io.sightline.operations.timetravel;

import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.SightingSettings;
import java.util.Map;

/**
 * By what the matcher decides.
 *
 * @param threshold largest distance between faces of one person, 0 to 2
 * @param margin how much farther the next person must be
 * @param cameras thresholds of cameras that have one of their own
 */
public record Rules(
        double threshold,
        double margin,
        Map<String, Double> cameras,
        DecisionSettings decisions,
        SightingSettings sightings) {

    public Rules {
        if (!(threshold > 0 && threshold < 2)) {
            throw new IllegalArgumentException("threshold is " + threshold + ", expected more than 0, less than 2");
        }
        if (!(margin >= 0 && margin < 2)) {
            throw new IllegalArgumentException("margin is " + margin + ", expected 0 to less than 2");
        }
        cameras = Map.copyOf(cameras);
    }

    /** A model's own, as it is calibrated now. */
    public static Rules of(ModelRule rule) {
        return of(rule.threshold(), rule.margin(), rule.cameras());
    }

    /**
     * The matcher's defaults with these thresholds, but strangers get no keys: they never compete with people who are
     * enrolled, and each of them would be one more to be compared with.
     *
     * @throws IllegalArgumentException if a value cannot be used, naming it
     */
    public static Rules of(double threshold, double margin, Map<String, Double> cameras) {
        DecisionSettings d = ConfigLoader.defaults(DecisionSettings.class);
        var decisions = new DecisionSettings(
                d.minimumQuality(),
                d.minimumFaces(),
                d.singleFaceShare(),
                d.singleFaceQuality(),
                d.facesKept(),
                d.facesToChange(),
                d.marginsToChange(),
                Double.MAX_VALUE,
                d.facesKept(),
                1,
                1);
        return new Rules(threshold, margin, cameras, decisions, ConfigLoader.defaults(SightingSettings.class));
    }
}
