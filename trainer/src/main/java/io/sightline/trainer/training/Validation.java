package io.sightline.trainer.training;

import io.sightline.trainer.evaluation.Resampling;
import io.sightline.trainer.evaluation.TarAtFar;
import io.sightline.trainer.evaluation.VerificationMetrics;
import java.util.List;

/**
 * By what epochs are compared: the true accept rate at a false accept rate of 1e-2, or the area under the curve where the
 * validation set has too few pairs of two people for that. Intervals are for the evaluation, not for this.
 */
record Validation(VerificationMetrics metrics, double score, String name) {
    private static final double FAR = 1e-2;

    static Validation of(List<String> people, float[][] vectors) {
        VerificationMetrics metrics = VerificationMetrics.of(people, vectors, new Resampling(1, 1));
        return metrics.at(FAR)
                .map(TarAtFar.Measured::tar)
                .map(tar -> new Validation(metrics, tar, "TAR at FAR 1e-2"))
                .orElseGet(() -> new Validation(metrics, metrics.auc(), "AUC"));
    }
}
