package io.sightline.operations.rollout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was measured of a model on one set of pictures.
 *
 * @param name of the set; empty for figures that name none
 * @param figures by name, such as auc
 */
public record MeasuredSet(String name, SortedMap<String, Double> figures) {
    /** The limits of an interval stand below the figure that they belong to; a set's name may have dots, too. */
    private static final Pattern FIGURE = Pattern.compile("(?:(.*?)\\.)?([^.]+(?:\\.low|\\.high)?)");

    private static final Pattern RATE = Pattern.compile("tarAtFar(\\d+e-\\d+)");

    /**
     * How much is accepted of what should be.
     *
     * @param far share of pairs of two people that pass
     * @param tar share of pairs of one person that pass
     */
    public record Point(double far, double tar) {}

    /** The sets in a record's figures, by name. Comparisons with other models are none of them. */
    public static List<MeasuredSet> of(Map<String, Double> figures) {
        Map<String, SortedMap<String, Double>> sets = new TreeMap<>();
        figures.forEach((key, value) -> {
            Matcher parts = FIGURE.matcher(key);
            if (!MeasuredAgainst.isOne(key) && parts.matches()) {
                sets.computeIfAbsent(parts.group(1) == null ? "" : parts.group(1), s -> new TreeMap<>())
                        .put(parts.group(2), value);
            }
        });
        return sets.entrySet().stream()
                .map(set -> new MeasuredSet(set.getKey(), set.getValue()))
                .toList();
    }

    /** True accept rates by false accept rates, which rise; empty where none were measured. */
    public List<Point> curve() {
        List<Point> points = new ArrayList<>();
        figures.forEach((figure, value) -> {
            Matcher rate = RATE.matcher(figure);
            if (rate.matches()) {
                points.add(new Point(Double.parseDouble(rate.group(1)), value));
            }
        });
        points.sort(Comparator.comparingDouble(Point::far));
        return points;
    }
}
