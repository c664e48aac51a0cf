package io.sightline.matcher;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When two faces are one person: what the model's bundle says, or what was calibrated for it on this system, for all
 * cameras or for one. Thread-safe.
 */
final class Thresholds {
    private final Map<String, Calibration> calibrations = new ConcurrentHashMap<>();

    /**
     * @param distance largest distance between two faces of one person; Euclidean between unit vectors, 0 to 2
     * @param margin how much farther the next person must be
     */
    record Threshold(double distance, double margin) {}

    private record Calibration(Threshold everywhere, Map<String, Double> cameras) {}

    Threshold of(ActiveModel model, String cameraId) {
        Calibration now = calibrations.get(model.id().toString());
        if (now == null) {
            return ofBundle(model);
        }
        Double own = now.cameras.get(cameraId);
        return own == null ? now.everywhere : new Threshold(own, now.everywhere.margin);
    }

    Threshold everywhere(ActiveModel model) {
        Calibration now = calibrations.get(model.id().toString());
        return now == null ? ofBundle(model) : now.everywhere;
    }

    private static Threshold ofBundle(ActiveModel model) {
        return new Threshold(model.threshold(), model.margin());
    }

    /**
     * @param cameras distances of cameras that have one of their own
     * @throws UnusableRecord if a distance cannot be one
     */
    void calibrate(String modelId, double distance, double margin, Map<String, Double> cameras) {
        requirePossible(distance, margin, cameras);
        calibrations.put(modelId, new Calibration(new Threshold(distance, margin), Map.copyOf(cameras)));
    }

    /** What the model's bundle says holds again. */
    void reset(String modelId) {
        calibrations.remove(modelId);
    }

    /** What the bundles say holds again. */
    void reset() {
        calibrations.clear();
    }

    /** @throws UnusableRecord if a distance cannot be one */
    static void requirePossible(double distance, double margin, Map<String, Double> cameras) {
        requireDistance(distance);
        cameras.values().forEach(Thresholds::requireDistance);
        if (!(margin >= 0 && margin < 2)) {
            throw new UnusableRecord("BAD_THRESHOLD", "A margin is 0 to less than 2, got " + margin);
        }
    }

    private static void requireDistance(double distance) {
        if (!(distance > 0 && distance < 2)) {
            throw new UnusableRecord("BAD_THRESHOLD", "A threshold is more than 0 and less than 2, got " + distance);
        }
    }
}
