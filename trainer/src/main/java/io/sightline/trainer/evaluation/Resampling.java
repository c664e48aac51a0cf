package io.sightline.trainer.evaluation;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * True accept rates as they would be with other people: people are drawn with replacement, and each pair counts as often
 * as both of its people were drawn. Pairs of one person are no independent pieces of evidence, nor are those of two that
 * share one; drawing pairs would make intervals too narrow (Bolle, Ratha &amp; Pankanti, Error analysis of pattern
 * recognition systems: the subsets bootstrap, 2004).
 *
 * <p>The same seed draws the same people, so that two models can be compared replicate by replicate.
 *
 * @param replicates how often it is drawn
 */
public record Resampling(int replicates, long seed) {
    public static final Resampling DEFAULT = new Resampling(1000, 1);

    public Resampling {
        if (replicates < 1) {
            throw new IllegalArgumentException("replicates is " + replicates + ", expected 1 or more");
        }
    }

    /**
     * @param fars ascending
     * @return by rate, then by replicate; NaN in a replicate without a pair of one of the kinds
     */
    double[][] trueAcceptRates(PairScores scores, double... fars) {
        double[][] rates = new double[fars.length][replicates];
        IntStream.range(0, replicates).parallel().forEach(r -> {
            double[] of = replicate(scores, times(r, scores.units()), fars);
            for (int f = 0; f < fars.length; f++) {
                rates[f][r] = of[f];
            }
        });
        return rates;
    }

    /** How often each unit is drawn in a replicate. */
    int[] times(int replicate, int units) {
        // Seeds of neighbouring replicates must not be neighbours: SplittableRandom mixes them well.
        var random = new SplittableRandom(new SplittableRandom(seed + replicate).nextLong());
        int[] times = new int[units];
        for (int i = 0; i < units; i++) {
            times[random.nextInt(units)]++;
        }
        return times;
    }

    private static double[] replicate(PairScores scores, int[] times, double[] fars) {
        double[] thresholds = thresholds(scores, times, fars);
        double[] rates = new double[fars.length];
        long all = 0;
        long[] accepted = new long[fars.length];
        for (long pair : scores.genuine()) {
            int n = times[PairScores.first(pair)];
            all += n;
            float distance = PairScores.distance(pair);
            for (int f = fars.length - 1; f >= 0 && distance < thresholds[f]; f--) {
                accepted[f] += n;
            }
        }
        for (int f = 0; f < fars.length; f++) {
            rates[f] = all == 0 || Double.isNaN(thresholds[f]) ? Double.NaN : (double) accepted[f] / all;
        }
        return rates;
    }

    /** The distance of the first pair of two people, from the nearest on, that may not pass any more. */
    private static double[] thresholds(PairScores scores, int[] times, double[] fars) {
        long[] impostors = scores.impostors();
        double weight = scores.impostorWeight(times);
        double[] thresholds = new double[fars.length];
        double passed = 0;
        int f = 0;
        for (int i = 0; i < impostors.length && f < fars.length; i++) {
            int first = PairScores.first(impostors[i]);
            int second = PairScores.second(impostors[i]);
            passed += first == second ? times[first] : (double) times[first] * times[second];
            while (f < fars.length && passed > Math.floor(fars[f] * weight)) {
                thresholds[f++] = weight == 0 ? Double.NaN : PairScores.distance(impostors[i]);
            }
        }
        for (; f < fars.length; f++) {
            thresholds[f] = weight == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        return thresholds;
    }
}
