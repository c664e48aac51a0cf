package io.sightline.trainer.evaluation;

/**
 * The true accept rate at a false accept rate: how many pairs of one person are accepted by a threshold that lets so many
 * pairs of two people pass.
 */
public sealed interface TarAtFar {
    /** Fewer errors than these, and the threshold rests on a handful of pictures. */
    int LEAST_ERRORS = 10;

    /** The false accept rate that was asked for. */
    double far();

    /** How many pairs of two people pass at that rate. */
    double expectedErrors();

    /**
     * @param threshold the largest distance at which no more than {@code far} of the pairs of two people pass
     * @param tar share of pairs of one person at most that far apart; 1 minus it is the false reject rate
     * @param interval of {@code tar}, with people drawn again (pairs, where nobody says who is who): it holds that the
     *     threshold would be another with other people, too
     */
    record Measured(double far, double expectedErrors, double threshold, double tar, Interval interval)
            implements TarAtFar {
        public double frr() {
            return 1 - tar;
        }
    }

    /** Fewer than {@value #LEAST_ERRORS} errors are expected. */
    record NotMeasurable(double far, double expectedErrors) implements TarAtFar {}
}
