package io.sightline.trainer.tensorboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Values counted in thirty intervals of equal width between the least and the greatest.
 *
 * @param limits upper bound of each interval
 * @param counts of values above the bound before, up to the own one
 */
record ValueDistribution(
        double min, double max, double count, double sum, double squares, List<Double> limits, List<Double> counts) {
    private static final int INTERVALS = 30;

    static Optional<ValueDistribution> of(float[] values) {
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (float v : values) {
            if (Float.isFinite(v)) {
                min = Math.min(min, v);
                max = Math.max(max, v);
                sum += v;
                squares += (double) v * v;
                count++;
            }
        }
        if (count == 0) {
            return Optional.empty();
        }
        double width = max > min ? (max - min) / INTERVALS : 1e-12;
        double[] counts = new double[INTERVALS];
        for (float v : values) {
            if (Float.isFinite(v)) {
                counts[(int) Math.max(0, Math.min(INTERVALS - 1, Math.ceil((v - min) / width) - 1))]++;
            }
        }
        List<Double> limits = new ArrayList<>();
        List<Double> boxed = new ArrayList<>();
        for (int i = 0; i < INTERVALS; i++) {
            limits.add(i == INTERVALS - 1 && max > min ? max : min + (i + 1) * width);
            boxed.add(counts[i]);
        }
        return Optional.of(new ValueDistribution(min, max, count, sum, squares, limits, boxed));
    }
}
