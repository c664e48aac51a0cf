package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * How true accepts rise with false accepts: the ROC; with 1 minus the true accept rate the DET curve.
 *
 * @param points by rising false accept rate
 */
public record Curve(List<Point> points) {
    private static final int POINTS_PER_DECADE = 40;

    /**
     * @param far share of pairs of two people at most {@code threshold} apart
     * @param tar share of pairs of one person at most that far apart
     */
    public record Point(double far, double tar, double threshold) {}

    public Curve {
        points = List.copyOf(points);
    }

    /** At rates evenly spaced on a logarithmic axis, from one pair that passes to all. */
    static Curve of(PairScores scores) {
        long[] impostors = scores.impostors();
        List<Point> points = new ArrayList<>();
        double decades = Math.log10(impostors.length);
        int steps = Math.max(1, (int) Math.ceil(decades * POINTS_PER_DECADE));
        long before = -1;
        for (int step = 0; step <= steps; step++) {
            long passing = Math.round(Math.pow(10, decades * step / steps));
            if (passing == before) {
                continue;
            }
            before = passing;
            double threshold = VerificationMetrics.thresholdFor(passing, impostors);
            int passed = VerificationMetrics.within(impostors, threshold);
            points.add(new Point(
                    (double) passed / impostors.length,
                    (double) VerificationMetrics.within(scores.genuine(), threshold) / scores.genuine().length,
                    threshold));
        }
        return new Curve(points);
    }
}
