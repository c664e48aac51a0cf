package io.sightline.trainer.evaluation;

import java.util.Arrays;

/** Holds the true value with 95% confidence, as far as a bootstrap can say. */
public record Interval(double low, double high) {
    private static final double TAIL = 0.025;

    public Interval {
        if (!(low <= high)) {
            throw new IllegalArgumentException("An interval from " + low + " to " + high);
        }
    }

    /** From percentile to percentile (Efron &amp; Tibshirani, An Introduction to the Bootstrap, 13.3); NaN are left out. */
    static Interval ofReplicates(double[] replicates) {
        double[] sorted =
                Arrays.stream(replicates).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("No replicate has a value");
        }
        return new Interval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL));
    }

    /** Between the two values around it, by proportion. */
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    public boolean overlaps(Interval other) {
        return low <= other.high && other.low <= high;
    }
}
