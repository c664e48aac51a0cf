package io.sightline.operations.rollout;

import io.sightline.trainer.evaluation.PromotionGate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an evaluation said of a model beside another, both on the same pairs: kept among the figures of the model's
 * record, so that a promotion can look at it.
 *
 * @param other the model that it was compared with
 * @param set on which pictures
 * @param far the false accept rate at which both were judged
 * @param theirs the true accept rate of the other, 0 to 1
 * @param own and of this one
 * @param low of the difference {@code own - theirs}, with 95% confidence
 * @param holds whether this one may take the other's place
 */
public record MeasuredAgainst(
        String other, String set, double far, double theirs, double own, double low, double high, boolean holds) {
    private static final String PREFIX = "against ";
    private static final String ON = " on ";

    /** @return empty where nothing could be measured */
    static Optional<MeasuredAgainst> of(String set, String other, PromotionGate.Verdict verdict) {
        return verdict.comparison()
                .map(c -> new MeasuredAgainst(
                        other,
                        set,
                        c.far(),
                        c.first(),
                        c.second(),
                        c.interval().low(),
                        c.interval().high(),
                        verdict.holds()));
    }

    /** By name, to be put into the record. */
    Map<String, Double> figures() {
        String prefix = PREFIX + other + ON + set + ": ";
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(prefix + "far", far);
        figures.put(prefix + "theirs", theirs);
        figures.put(prefix + "own", own);
        figures.put(prefix + "low", low);
        figures.put(prefix + "high", high);
        figures.put(prefix + "holds", holds ? 1.0 : 0.0);
        return figures;
    }

    /** Whether a figure is one of these, and no measurement of the model alone. */
    public static boolean isOne(String figure) {
        return figure.startsWith(PREFIX);
    }

    /** All comparisons with another model that a record's figures hold. */
    static List<MeasuredAgainst> in(Map<String, Double> figures, String other) {
        String prefix = PREFIX + other + ON;
        String suffix = ": holds";
        List<MeasuredAgainst> found = new ArrayList<>();
        figures.keySet().stream()
                .filter(name -> name.startsWith(prefix) && name.endsWith(suffix))
                .sorted()
                .forEach(name -> {
                    String stem = name.substring(0, name.length() - "holds".length());
                    found.add(new MeasuredAgainst(
                            other,
                            name.substring(prefix.length(), name.length() - suffix.length()),
                            figures.getOrDefault(stem + "far", Double.NaN),
                            figures.getOrDefault(stem + "theirs", Double.NaN),
                            figures.getOrDefault(stem + "own", Double.NaN),
                            figures.getOrDefault(stem + "low", Double.NaN),
                            figures.getOrDefault(stem + "high", Double.NaN),
                            figures.get(name) == 1.0));
                });
        return found;
    }

    /** All comparisons that a record's figures hold, with whichever model. */
    public static List<MeasuredAgainst> in(Map<String, Double> figures) {
        return figures.keySet().stream()
                .filter(name -> name.startsWith(PREFIX) && name.contains(ON))
                .map(name -> name.substring(PREFIX.length(), name.indexOf(ON))) // no id has a space
                .distinct()
                .sorted()
                .flatMap(other -> in(figures, other).stream())
                .toList();
    }

    /** In a sentence, where the other is the active model. */
    String words() {
        return words("the active model");
    }

    /**
     * In a sentence.
     *
     * @param name what the other is called in it
     */
    public String words(String name) {
        return String.format(
                Locale.ROOT,
                "on %s, TAR at FAR %s: %.2f%%, %s %.2f%%; difference %+.2f points (95%%: %+.2f to %+.2f)",
                set,
                rate(far),
                100 * own,
                name,
                100 * theirs,
                100 * (own - theirs),
                100 * low,
                100 * high);
    }

    private static String rate(double far) {
        return "1e" + Math.round(Math.log10(far));
    }
}
