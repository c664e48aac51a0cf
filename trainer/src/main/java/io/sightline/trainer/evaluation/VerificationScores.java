package io.sightline.trainer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How well distances tell pairs of one person from pairs of two. All methods are pure. */
final class VerificationScores {

    /** A pair's distance and the truth about it. */
    record Scored(double distance, boolean isGenuine) {}

    /**
     * @param accuracy share of right answers
     * @param threshold at or below it: one person
     */
    record Accuracy(double accuracy, double threshold) {}

    private VerificationScores() {}

    /** The threshold with the most right answers; between two distances of the data. */
    static Accuracy best(List<Scored> pairs) {
        List<Scored> sorted = sorted(pairs);
        int right = (int) sorted.stream().filter(s -> !s.isGenuine()).count();
        int most = right;
        double threshold = sorted.get(0).distance() / 2;
        for (int i = 0; i < sorted.size(); i++) {
            right += sorted.get(i).isGenuine() ? 1 : -1;
            boolean isTie = i + 1 < sorted.size()
                    && sorted.get(i + 1).distance() == sorted.get(i).distance();
            if (right > most && !isTie) {
                most = right;
                double next = i + 1 < sorted.size() ? sorted.get(i + 1).distance() : 2;
                threshold = (sorted.get(i).distance() + next) / 2;
            }
        }
        return new Accuracy((double) most / sorted.size(), threshold);
    }

    static double accuracyAt(List<Scored> pairs, double threshold) {
        long right = pairs.stream()
                .filter(s -> (s.distance() <= threshold) == s.isGenuine())
                .count();
        return (double) right / pairs.size();
    }

    /** Each fold judged by the threshold that was best on all others; one fold alone by its own. */
    static List<Accuracy> crossValidated(List<List<Scored>> folds) {
        List<Accuracy> accuracies = new ArrayList<>();
        for (int fold = 0; fold < folds.size(); fold++) {
            List<Scored> others = new ArrayList<>();
            for (int other = 0; other < folds.size(); other++) {
                if (other != fold || folds.size() == 1) {
                    others.addAll(folds.get(other));
                }
            }
            double threshold = best(others).threshold();
            accuracies.add(new Accuracy(accuracyAt(folds.get(fold), threshold), threshold));
        }
        return accuracies;
    }

    /** Area under the ROC curve: how likely a pair of one person is nearer than a pair of two; ties count half. */
    static double areaUnderCurve(List<Scored> pairs) {
        double[] impostors = impostorDistances(pairs);
        double sum = 0;
        long genuine = 0;
        for (Scored s : pairs) {
            if (s.isGenuine()) {
                int below = lowerBound(impostors, s.distance());
                int notAbove = upperBound(impostors, s.distance());
                sum += impostors.length - notAbove + 0.5 * (notAbove - below);
                genuine++;
            }
        }
        return sum / ((double) genuine * impostors.length);
    }

    /**
     * The largest distance at which no more than this share of impostors passes.
     *
     * @param sortedImpostors ascending
     */
    static double thresholdAt(double falseAcceptRate, double[] sortedImpostors) {
        int pass = (int) Math.floor(falseAcceptRate * sortedImpostors.length);
        // Just below the first impostor that may not pass any more.
        return Math.nextDown(sortedImpostors[Math.min(pass, sortedImpostors.length - 1)]);
    }

    static double trueAcceptRate(List<Scored> pairs, double threshold) {
        List<Scored> genuine = pairs.stream().filter(Scored::isGenuine).toList();
        return (double) genuine.stream().filter(s -> s.distance() <= threshold).count() / genuine.size();
    }

    private static double[] impostorDistances(List<Scored> pairs) {
        return pairs.stream()
                .filter(s -> !s.isGenuine())
                .mapToDouble(Scored::distance)
                .sorted()
                .toArray();
    }

    private static List<Scored> sorted(List<Scored> pairs) {
        return pairs.stream()
                .sorted((a, b) -> Double.compare(a.distance(), b.distance()))
                .toList();
    }

    private static int lowerBound(double[] sorted, double value) {
        int at = Arrays.binarySearch(sorted, value);
        if (at < 0) {
            return -at - 1;
        }
        while (at > 0 && sorted[at - 1] == value) {
            at--;
        }
        return at;
    }

    private static int upperBound(double[] sorted, double value) {
        int at = lowerBound(sorted, value);
        while (at < sorted.length && sorted[at] == value) {
            at++;
        }
        return at;
    }
}
