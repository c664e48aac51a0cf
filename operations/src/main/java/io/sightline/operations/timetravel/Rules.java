package io.sightline.operations.timetravel;

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
}
