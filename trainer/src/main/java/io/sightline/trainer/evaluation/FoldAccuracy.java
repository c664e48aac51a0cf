package io.sightline.trainer.evaluation;

import io.sightline.trainer.evaluation.VerificationScores.Accuracy;
import io.sightline.trainer.evaluation.VerificationScores.Scored;
import java.util.List;

/**
 * Accuracy as LFW's protocol has it: each fold is judged by the threshold that is best on all others.
 *
 * @param accuracies share of right answers, by fold
 * @param accuracy their mean
 * @param standardError of the mean, over the folds; 0 with one fold
 * @param threshold mean of the folds' thresholds
 * @param auc area under the ROC curve of the listed pairs alone
 * @param pairs that are listed
 */
public record FoldAccuracy(
        List<Double> accuracies, double accuracy, double standardError, double threshold, double auc, int pairs) {

    public FoldAccuracy {
        accuracies = List.copyOf(accuracies);
    }

    /**
     * A pair with a picture in which no face was found counts as two people.
     *
     * @param vectors by the picture's number; null where no face was found
     * @throws IllegalArgumentException if the set has no folds
     */
    public static FoldAccuracy of(PairSet set, float[][] vectors) {
        if (set.folds().isEmpty()) {
            throw new IllegalArgumentException("There are no folds");
        }
        List<List<Scored>> folds = set.folds().stream()
                .map(fold -> fold.stream()
                        .map(p -> new Scored(Distance.orNever(vectors[p.first()], vectors[p.second()]), p.isGenuine()))
                        .toList())
                .toList();
        List<Accuracy> judged = VerificationScores.crossValidated(folds);
        List<Double> accuracies = judged.stream().map(Accuracy::accuracy).toList();
        double mean = accuracies.stream().mapToDouble(a -> a).average().orElseThrow();
        double squares =
                accuracies.stream().mapToDouble(a -> (a - mean) * (a - mean)).sum();
        int n = accuracies.size();
        List<Scored> all = folds.stream().flatMap(List::stream).toList();
        return new FoldAccuracy(
                accuracies,
                mean,
                n == 1 ? 0 : Math.sqrt(squares / (n - 1) / n),
                judged.stream().mapToDouble(Accuracy::threshold).average().orElseThrow(),
                VerificationScores.areaUnderCurve(all),
                all.size());
    }
}
