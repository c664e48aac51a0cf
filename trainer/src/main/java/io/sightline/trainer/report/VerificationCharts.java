package io.sightline.trainer.report;

import io.sightline.trainer.chart.Axis;
import io.sightline.trainer.chart.LineChart;
import io.sightline.trainer.chart.Series;
import io.sightline.trainer.chart.Series.XY;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.Curve;
import io.sightline.trainer.evaluation.DistanceCounts;
import io.sightline.trainer.evaluation.TarAtFar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Pictures of how well models tell faces apart. */
public final class VerificationCharts {
    private static final double LOWEST_RATE = 1e-6;

    private VerificationCharts() {}

    /** ROC: true accept rate by false accept rate, with the line of mere chance. */
    public static LineChart roc(List<Assessment> models) {
        double from = leastFar(models);
        List<Series> series = curves(models, Curve.Point::tar);
        List<XY> chance = new ArrayList<>();
        for (double far = from; far < 1; far *= 1.1) {
            chance.add(new XY(far, far));
        }
        chance.add(new XY(1, 1));
        series.add(new Series("chance", chance, true));
        return new LineChart(
                "ROC", Axis.logarithmic("false accept rate", from, 1), Axis.linear("true accept rate", 0, 1), series);
    }

    /** DET: false reject rate by false accept rate, both logarithmic. */
    public static LineChart det(List<Assessment> models) {
        double least = models.stream()
                .mapToDouble(m -> 0.5 / m.scores().genuinePairs())
                .min()
                .orElse(LOWEST_RATE);
        return new LineChart(
                "DET",
                Axis.logarithmic("false accept rate", leastFar(models), 1),
                Axis.logarithmic("false reject rate", Math.max(LOWEST_RATE, least), 1),
                curves(models, p -> 1 - p.tar()));
    }

    /** How far apart pairs of one person and of two lie. */
    public static LineChart distances(Assessment model) {
        DistanceCounts counts = model.distances();
        double most = java.util.stream.Stream.concat(counts.genuine().stream(), counts.impostors().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        return new LineChart(
                "Distances: " + model.model(),
                Axis.linear("distance between unit vectors", 0, 2),
                Axis.around("share of pairs", new double[] {0, most}),
                List.of(steps("one person", counts.genuine()), steps("two people", counts.impostors())));
    }

    private static Series steps(String name, List<Double> shares) {
        List<XY> points = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            points.add(new XY(i * DistanceCounts.WIDTH, shares.get(i)));
            points.add(new XY((i + 1) * DistanceCounts.WIDTH, shares.get(i)));
        }
        return new Series(name, points);
    }

    private static List<Series> curves(List<Assessment> models, ToDoubleFunction<Curve.Point> y) {
        List<Series> series = new ArrayList<>();
        for (Assessment model : models) {
            series.add(new Series(
                    model.model(),
                    model.metrics().curve().points().stream()
                            .filter(p -> p.far() * model.scores().impostorPairs() >= TarAtFar.LEAST_ERRORS)
                            .map(p -> new XY(p.far(), y.applyAsDouble(p)))
                            .toList()));
        }
        return series;
    }

    /** Beyond it, fewer than ten errors say nothing. */
    private static double leastFar(List<Assessment> models) {
        double least = models.stream()
                .mapToDouble(m -> (double) TarAtFar.LEAST_ERRORS / m.scores().impostorPairs())
                .min()
                .orElse(LOWEST_RATE);
        return Math.min(0.1, Math.max(LOWEST_RATE, Math.pow(10, Math.floor(Math.log10(least)))));
    }
}
