package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well distances tell pairs of one person from pairs of two.
 *
 * @param genuinePairs pairs of one person
 * @param impostorPairs pairs of two people
 * @param auc how likely a pair of one person is nearer than a pair of two; ties count half. Over all pairs
 * @param equalErrorRate where as many of the one kind are rejected as of the other accepted
 * @param tarAtFar at 1e-1, 1e-2, 1e-3 and 1e-4, in this order
 */
public record VerificationMetrics(
        int genuinePairs, int impostorPairs, double auc, double equalErrorRate, List<TarAtFar> tarAtFar, Curve curve) {

    public static final List<Double> RATES = List.of(1e-1, 1e-2, 1e-3, 1e-4);

    public VerificationMetrics {
        tarAtFar = List.copyOf(tarAtFar);
    }

    public static VerificationMetrics of(PairScores scores) {
        return of(scores, Resampling.DEFAULT);
    }

    public static VerificationMetrics of(PairScores scores, Resampling resampling) {
        int impostors = scores.impostorPairs();
        double[] measurable = RATES.stream()
                .mapToDouble(Double::doubleValue)
                .filter(far -> far * impostors >= TarAtFar.LEAST_ERRORS)
                .sorted()
                .toArray();
        double[][] replicates = resampling.trueAcceptRates(scores, measurable);
        List<TarAtFar> rates = new ArrayList<>();
        for (double far : RATES) {
            rates.add(new TarAtFar.NotMeasurable(far, far * impostors));
        }
        for (int f = 0; f < measurable.length; f++) {
            double far = measurable[f];
            double threshold = thresholdAt(far, scores);
            rates.set(
                    RATES.indexOf(far),
                    new TarAtFar.Measured(
                            far,
                            far * impostors,
                            threshold,
                            trueAcceptRate(scores, threshold),
                            Interval.ofReplicates(replicates[f])));
        }
        return new VerificationMetrics(
                scores.genuinePairs(),
                impostors,
                areaUnderCurve(scores),
                equalErrorRate(scores),
                rates,
                Curve.of(scores));
    }

    /** Of vectors of known people, such as a validation set's: any two are compared. */
    public static VerificationMetrics of(List<String> people, float[][] vectors, Resampling resampling) {
        return of(PairScores.of(people, vectors, resampling.seed()), resampling);
    }

    /** What was measured at this rate; empty if it is not measurable, or was not asked for. */
    public Optional<TarAtFar.Measured> at(double far) {
        return tarAtFar.stream()
                .filter(t -> t.far() == far && t instanceof TarAtFar.Measured)
                .map(TarAtFar.Measured.class::cast)
                .findFirst();
    }

    /** The rarest error that can be measured here. */
    public Optional<TarAtFar.Measured> atLowestFar() {
        return tarAtFar.stream()
                .filter(TarAtFar.Measured.class::isInstance)
                .map(TarAtFar.Measured.class::cast)
                .reduce((higher, lower) -> lower);
    }

    /** By name, as manifests and model records carry them; what is not measurable is absent. */
    public SortedMap<String, Double> figures() {
        SortedMap<String, Double> figures = new TreeMap<>();
        figures.put("auc", auc);
        figures.put("equalErrorRate", equalErrorRate);
        figures.put("genuinePairs", (double) genuinePairs);
        figures.put("impostorPairs", (double) impostorPairs);
        for (TarAtFar rate : tarAtFar) {
            if (rate instanceof TarAtFar.Measured m) {
                String name = "tarAtFar" + name(m.far());
                figures.put(name, m.tar());
                figures.put(name + ".low", m.interval().low());
                figures.put(name + ".high", m.interval().high());
                figures.put("thresholdAtFar" + name(m.far()), m.threshold());
            }
        }
        return figures;
    }

    /** As people in the field write a rate: {@code 1e-3}. */
    public static String name(double far) {
        return "1e" + Math.round(Math.log10(far));
    }

    /** The share of pairs of one person that pass where no more than {@code far} of those of two do. */
    static double trueAcceptRateAt(double far, PairScores scores) {
        return trueAcceptRate(scores, thresholdAt(far, scores));
    }

    /** The largest distance at which no more than this share of pairs of two people passes. */
    static double thresholdAt(double far, PairScores scores) {
        long[] impostors = scores.impostors();
        return thresholdFor((long) Math.floor(far * impostors.length), impostors);
    }

    /** The largest distance at which no more than so many pass: just below the first that may not. */
    static double thresholdFor(long passing, long[] impostors) {
        if (passing >= impostors.length) {
            return PairScores.distance(impostors[impostors.length - 1]);
        }
        return Math.nextDown(PairScores.distance(impostors[(int) passing]));
    }

    static double trueAcceptRate(PairScores scores, double threshold) {
        return (double) within(scores.genuine(), threshold) / scores.genuinePairs();
    }

    static double falseAcceptRate(PairScores scores, double threshold) {
        return (double) within(scores.impostors(), threshold) / scores.impostorPairs();
    }

    /** How many of the pairs, ascending, are at most so far apart. */
    static int within(long[] pairs, double threshold) {
        int low = 0;
        int high = pairs.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (PairScores.distance(pairs[middle]) <= threshold) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double areaUnderCurve(PairScores scores) {
        long[] impostors = scores.impostors();
        double sum = 0;
        int below = 0;
        int notAbove = 0;
        for (long pair : scores.genuine()) {
            float distance = PairScores.distance(pair);
            while (below < impostors.length && PairScores.distance(impostors[below]) < distance) {
                below++;
            }
            notAbove = Math.max(notAbove, below);
            while (notAbove < impostors.length && PairScores.distance(impostors[notAbove]) <= distance) {
                notAbove++;
            }
            sum += impostors.length - notAbove + 0.5 * (notAbove - below);
        }
        return sum / ((double) scores.genuinePairs() * impostors.length);
    }

    /** At the threshold where the two rates are nearest, half their sum. */
    private static double equalErrorRate(PairScores scores) {
        long[] genuine = scores.genuine();
        int low = 0;
        int high = genuine.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            double threshold = PairScores.distance(genuine[middle]);
            if (falseAcceptRate(scores, threshold) < 1 - trueAcceptRate(scores, threshold)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        double best = 1;
        double rate = 1;
        for (int i = Math.max(0, low - 1); i <= Math.min(low, genuine.length - 1); i++) {
            double threshold = PairScores.distance(genuine[i]);
            double far = falseAcceptRate(scores, threshold);
            double frr = 1 - trueAcceptRate(scores, threshold);
            if (Math.abs(far - frr) < best) {
                best = Math.abs(far - frr);
                rate = (far + frr) / 2;
            }
        }
        return rate;
    }
}
