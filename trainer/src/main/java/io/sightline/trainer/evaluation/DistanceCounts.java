package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * How many pairs lie how far apart, for pictures.
 *
 * @param genuine share of the pairs of one person in each interval; those without a face are in none
 * @param impostors share of the pairs of two people
 */
public record DistanceCounts(List<Double> genuine, List<Double> impostors) {
    /** How wide an interval is; the first begins at 0. */
    public static final double WIDTH = 0.02;

    private static final int INTERVALS = 100;

    static DistanceCounts of(PairScores scores) {
        return new DistanceCounts(shares(scores.genuine()), shares(scores.impostors()));
    }

    private static List<Double> shares(long[] pairs) {
        int[] counts = new int[INTERVALS];
        for (long pair : pairs) {
            float distance = PairScores.distance(pair);
            if (distance < Distance.NEVER) {
                counts[Math.min(INTERVALS - 1, (int) (distance / WIDTH))]++;
            }
        }
        List<Double> shares = new ArrayList<>();
        for (int count : counts) {
            shares.add((double) count / pairs.length);
        }
        return shares;
    }
}
