package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;

/**
 * Two models on the same pairs. The same people are drawn again for both, so what makes a set hard or easy falls out of
 * the difference.
 *
 * @param first the true accept rate of the one, that is measured against
 * @param second the true accept rate of the other, each by its own threshold for {@code far}
 * @param interval of {@code second - first}
 */
public record PairedComparison(double far, double first, double second, Interval interval) {

    /**
     * @param first scores of the same set of pairs as {@code second}
     * @throws UserError if fewer than ten errors are expected at this rate
     */
    public static PairedComparison of(PairScores first, PairScores second, double far, Resampling resampling) {
        if (first.units() != second.units() || first.isByPerson() != second.isByPerson()) {
            throw new IllegalArgumentException("Two models are compared on the same pairs");
        }
        int pairs = Math.min(first.impostorPairs(), second.impostorPairs());
        if (far * pairs < TarAtFar.LEAST_ERRORS) {
            throw new UserError("TAR at FAR " + VerificationMetrics.name(far) + " is not measurable: " + pairs
                    + " pairs of two people give " + far * pairs + " errors, expected " + TarAtFar.LEAST_ERRORS
                    + " or more. More people or pictures are needed");
        }
        double[] ones = resampling.trueAcceptRates(first, far)[0];
        double[] others = resampling.trueAcceptRates(second, far)[0];
        double[] differences = new double[ones.length];
        for (int r = 0; r < ones.length; r++) {
            differences[r] = others[r] - ones[r];
        }
        return new PairedComparison(
                far,
                VerificationMetrics.trueAcceptRate(first, VerificationMetrics.thresholdAt(far, first)),
                VerificationMetrics.trueAcceptRate(second, VerificationMetrics.thresholdAt(far, second)),
                Interval.ofReplicates(differences));
    }

    /** How much the second accepts more of its pairs of one person; negative if less. */
    public double difference() {
        return second - first;
    }
}
