package io.sightline.trainer.chart;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name in the legend
 * @param points in the order in which they are joined; a gap where one is not finite
 * @param dashed for what is only there to compare with
 */
public record Series(String name, List<XY> points, boolean dashed) {

    public record XY(double x, double y) {}

    public Series {
        points = List.copyOf(points);
    }

    public Series(String name, List<XY> points) {
        this(name, points, false);
    }
}
