package io.sightline.trainer.evaluation;

import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import java.util.Locale;

/**
 * Finds the threshold of a model for a wanted false accept rate, as bundles carry it.
 *
 * @param far the share of pairs of two people that may pass for one
 * @param margin how much farther away the next person has to be; 0 to 2
 */
public record ThresholdCalibration(double far, double margin) {

    public ThresholdCalibration {
        if (!(far > 0 && far < 1)) {
            throw new UserError("The false accept rate is " + far + ", expected more than 0 and less than 1, as 1e-4");
        }
        if (!(margin >= 0 && margin < 2)) {
            throw new UserError("The margin is " + margin + ", expected 0 or more and less than 2");
        }
    }

    /**
     * @param on what the pairs are of, for the reader
     * @throws UserError if fewer than ten errors are expected
     */
    public Manifest.Threshold of(PairScores scores, String on) {
        double expected = far * scores.impostorPairs();
        if (expected < TarAtFar.LEAST_ERRORS) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "A threshold for a false accept rate of %s is not measurable with %,d pairs of two people: %.1f errors"
                            + " are expected, %d are needed. Give more people, or a rate of %s or more",
                    far,
                    scores.impostorPairs(),
                    expected,
                    TarAtFar.LEAST_ERRORS,
                    (double) TarAtFar.LEAST_ERRORS / scores.impostorPairs()));
        }
        double threshold = VerificationMetrics.thresholdAt(far, scores);
        if (!(threshold > 0)) {
            throw new UserError(
                    "At a false accept rate of " + far + " no pair is near enough: two people's pictures have"
                            + " the same vector. The model does not tell faces apart, or the labels are wrong");
        }
        return new Manifest.Threshold(
                threshold,
                margin,
                VerificationMetrics.falseAcceptRate(scores, threshold),
                String.format(
                        Locale.ROOT,
                        "measured for a false accept rate of %s on %s: %d pairs of two people, %d of one; true accept rate"
                                + " %.4f",
                        far,
                        on,
                        scores.impostorPairs(),
                        scores.genuinePairs(),
                        VerificationMetrics.trueAcceptRate(scores, threshold)));
    }
}
