package io.sightline.operations.timetravel;

import java.util.Map;

/**
 * When two faces are one person, by one model, as it holds on this system now.
 *
 * @param threshold largest distance, Euclidean between unit vectors, 0 to 2
 * @param margin how much farther the next person must be
 * @param cameras thresholds of cameras that have one of their own, by cameraId
 * @param far the false accept rate that the threshold was set for
 * @param impostorPairs on how many pairs of different people that was measured here; 0 if it came with the bundle
 */
public record ModelRule(
        String modelId,
        int dimension,
        double threshold,
        double margin,
        Map<String, Double> cameras,
        double far,
        long impostorPairs) {

    public ModelRule {
        cameras = Map.copyOf(cameras);
    }

    public double thresholdAt(String cameraId) {
        return cameras.getOrDefault(cameraId, threshold);
    }

    /** What no camera exceeds. */
    double widestThreshold() {
        return cameras.values().stream().mapToDouble(t -> t).reduce(threshold, Math::max);
    }

    public boolean isCalibratedHere() {
        return impostorPairs > 0;
    }
}
