package io.sightline.trainer.report;

import io.sightline.trainer.chart.Axis;
import io.sightline.trainer.chart.LineChart;
import io.sightline.trainer.chart.Series;
import io.sightline.trainer.chart.Series.XY;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.EvaluationSet;
import io.sightline.trainer.evaluation.Mistake;
import io.sightline.trainer.evaluation.TarAtFar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What came of a training run, as a page that is one file.
 *
 * @param title for example the run's name
 * @param settings by name, in the order in which they are shown
 * @param data what it was trained on and judged by, by name
 * @param history what was logged by step: a chart for each, in order
 * @param heldOut people who were not trained on
 * @param trained the trained network on these
 * @param untrained the same network before the training, on these
 * @param others other models on these, such as the packaged ones
 * @param worst what the trained network gets most wrong
 */
public record TrainingReport(
        String title,
        Map<String, String> settings,
        Map<String, String> data,
        List<History> history,
        EvaluationSet heldOut,
        Assessment trained,
        Assessment untrained,
        List<Assessment> others,
        Mistake.Worst worst) {
    /** Where a little training can be told from none. */
    private static final double FAR = 1e-2;

    /**
     * A chart of values by step.
     *
     * @param values by name, each in the order of steps
     */
    public record History(String title, String axis, Map<String, List<XY>> values) {}

    /**
     * Whether training did anything that can be seen.
     *
     * @param measurable whether there are people enough to say
     * @param learned whether the trained network is better than the untrained one, the intervals apart
     */
    public record Verdict(boolean measurable, boolean learned, String reason) {}

    public TrainingReport {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        history = List.copyOf(history);
        others = List.copyOf(others);
    }

    /** The trained network's true accept rate at 1e-2 lies above the untrained one's, and their intervals do not touch. */
    public Verdict verdict() {
        var after = trained.metrics().at(FAR);
        var before = untrained.metrics().at(FAR);
        if (after.isEmpty() || before.isEmpty()) {
            return new Verdict(
                    false,
                    false,
                    "TAR at FAR 1e-2 is not measurable with " + trained.scores().impostorPairs()
                            + " pairs of two people who were held out; expected 1000 or more: give more people");
        }
        TarAtFar.Measured a = after.get();
        TarAtFar.Measured b = before.get();
        boolean learned = a.interval().low() > b.interval().high();
        return new Verdict(
                true,
                learned,
                String.format(
                        Locale.ROOT,
                        "TAR at FAR 1e-2 on people who were not trained on: %s, %s untrained, 0.0100 by chance. %s",
                        rate(a),
                        rate(b),
                        learned
                                ? "The intervals do not overlap: the network has learned."
                                : "The intervals overlap, or the untrained network is better: nothing shows that the"
                                        + " network has learned."));
    }

    private static String rate(TarAtFar.Measured m) {
        return String.format(
                Locale.ROOT,
                "%.4f [%.4f to %.4f]",
                m.tar(),
                m.interval().low(),
                m.interval().high());
    }

    /** @throws io.sightline.core.UserError naming the file, if it cannot be written */
    public void write(Path file) {
        HtmlPage.write(html(), file);
    }

    String html() {
        List<Assessment> models =
                Stream.concat(Stream.of(trained, untrained), others.stream()).toList();
        FiguresTable figures = new FiguresTable(models);
        Verdict verdict = verdict();
        var page = new HtmlPage(title)
                .verdict(verdict.learned(), verdict.reason())
                .heading("Held-out people")
                .paragraph(figures.basis() + " By chance, the true accept rate equals the false accept rate.")
                .table(
                        with(figures.headings(), "chance"),
                        figures.rows().stream()
                                .map(row -> with(row, chance(row.get(0))))
                                .toList())
                .charts(curves(models))
                .heading("Training")
                .charts(history.stream().map(TrainingReport::chart).toList())
                .heading("Data")
                .table(data)
                .heading("Settings")
                .table(settings)
                .heading("Two people who look alike to the trained network")
                .pairs(PicturePair.of(heldOut, worst.impostors()))
                .heading("One person who looks like two to it")
                .pairs(PicturePair.of(heldOut, worst.genuine()));
        return page.html();
    }

    private static List<String> with(List<String> cells, String last) {
        return Stream.concat(cells.stream(), Stream.of(last)).toList();
    }

    /** What a coin reaches. */
    private static String chance(String figure) {
        if (figure.startsWith(FiguresTable.TAR)) {
            return figure.substring(FiguresTable.TAR.length());
        }
        return figure.startsWith("AUC") || figure.startsWith("accuracy") || figure.startsWith("equal") ? "0.5" : "";
    }

    private List<LineChart> curves(List<Assessment> models) {
        return List.of(
                VerificationCharts.roc(models),
                VerificationCharts.det(models),
                VerificationCharts.distances(trained),
                VerificationCharts.distances(untrained));
    }

    private static LineChart chart(History history) {
        List<Series> series = new ArrayList<>();
        history.values().forEach((name, points) -> series.add(new Series(name, points)));
        double[] x = series.stream()
                .flatMap(s -> s.points().stream())
                .mapToDouble(XY::x)
                .toArray();
        double[] y = series.stream()
                .flatMap(s -> s.points().stream())
                .mapToDouble(XY::y)
                .toArray();
        return new LineChart(history.title(), Axis.around("step", x), Axis.around(history.axis(), y), series);
    }
}
