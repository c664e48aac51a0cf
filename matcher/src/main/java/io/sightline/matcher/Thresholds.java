package io.sightline.matcher;

import java.util.Map;

/**
 * When two faces are one person: what the model's bundle says, or what was calibrated on this system, for all cameras or
 * for one. Thread-safe: one writer, any number of readers.
 */
final class Thresholds {
    private final Threshold ofBundle;
    private volatile Calibration calibration;

    /**
     * @param distance largest distance between two faces of one person; Euclidean between unit vectors, 0 to 2
     * @param margin how much farther the next person must be
     */
    record Threshold(double distance, double margin) {}

    private record Calibration(Threshold everywhere, Map<String, Double> cameras) {}

    Thresholds(ActiveModel model) {
        this.ofBundle = new Threshold(model.threshold(), model.margin());
        this.calibration = new Calibration(ofBundle, Map.of());
    }

    Threshold of(String cameraId) {
        Calibration now = calibration;
        Double own = now.cameras.get(cameraId);
        return own == null ? now.everywhere : new Threshold(own, now.everywhere.margin);
    }

    Threshold everywhere() {
        return calibration.everywhere;
    }

    /**
     * @param cameras distances of cameras that have one of their own
     * @throws UnusableRecord if a distance cannot be one
     */
    void calibrate(double distance, double margin, Map<String, Double> cameras) {
        requirePossible(distance, margin, cameras);
        calibration = new Calibration(new Threshold(distance, margin), Map.copyOf(cameras));
    }

    /** What the bundle says holds again. */
    void reset() {
        calibration = new Calibration(ofBundle, Map.of());
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
