package io.sightline.trainer.chart;

import java.util.List;
import java.util.Locale;

/**
 * Lines in a frame, as SVG. The picture needs nothing from outside: no script, no font file, no style sheet. (Java's own
 * drawing needs the system's fonts, which slim images lack; libraries that write SVG bring it, or far more than this.)
 */
public record LineChart(String title, Axis x, Axis y, List<Series> series) {
    private static final int WIDTH = 560;
    private static final int LEFT = 64;
    private static final int RIGHT = 16;
    private static final int TOP = 34;
    private static final int PLOT_HEIGHT = 280;
    private static final int BOTTOM = 48;
    private static final int LEGEND_ROW = 18;
    /** Told apart by people who see colours otherwise, too (Okabe &amp; Ito, Color Universal Design, 2008). */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555");

    public LineChart {
        series = List.copyOf(series);
    }

    /** A whole SVG document. */
    public String svg() {
        int height = TOP + PLOT_HEIGHT + BOTTOM + LEGEND_ROW * series.size();
        var svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">%n",
                WIDTH, height, WIDTH, height));
        svg.append(
                format("<title>%s</title>%n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n", escaped(title)));
        svg.append(text(WIDTH / 2.0, 20, "middle", "font-size=\"14\" font-weight=\"bold\"", title));
        grid(svg);
        for (int i = 0; i < series.size(); i++) {
            line(svg, series.get(i), COLOURS.get(i % COLOURS.size()));
            legend(svg, i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void grid(StringBuilder svg) {
        int right = WIDTH - RIGHT;
        int bottom = TOP + PLOT_HEIGHT;
        for (double tick : x.ticks()) {
            double at = atX(tick);
            svg.append(format(
                    "<path d=\"M%.2f %dV%d\" stroke=\"#ddd\"/>%n%s",
                    at, TOP, bottom, text(at, bottom + 16, "middle", "", Axis.text(tick))));
        }
        for (double tick : y.ticks()) {
            double at = atY(tick);
            svg.append(format(
                    "<path d=\"M%d %.2fH%d\" stroke=\"#ddd\"/>%n%s",
                    LEFT, at, right, text(LEFT - 6, at + 4, "end", "", Axis.text(tick))));
        }
        svg.append(format(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#333\"/>%n",
                LEFT, TOP, right - LEFT, PLOT_HEIGHT));
        svg.append(text((LEFT + right) / 2.0, bottom + 36, "middle", "", x.label()));
        double middle = TOP + PLOT_HEIGHT / 2.0;
        svg.append(text(14, middle, "middle", format("transform=\"rotate(-90 14 %.2f)\"", middle), y.label()));
    }

    private void line(StringBuilder svg, Series line, String colour) {
        var path = new StringBuilder();
        boolean joined = false;
        for (Series.XY p : line.points()) {
            boolean drawn = Double.isFinite(p.x()) && Double.isFinite(p.y());
            if (drawn) {
                path.append(format("%s%.2f %.2f", joined ? "L" : "M", atX(p.x()), atY(p.y())));
            }
            joined = drawn;
        }
        if (!path.isEmpty()) {
            svg.append(format(
                    "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\" stroke-linecap=\"round\"%s/>%n",
                    path, colour, dashes(line)));
        }
    }

    private void legend(StringBuilder svg, int number) {
        Series line = series.get(number);
        int at = TOP + PLOT_HEIGHT + BOTTOM + LEGEND_ROW * number;
        svg.append(format(
                "<path d=\"M%d %dh24\" stroke=\"%s\" stroke-width=\"2\"%s/>%n%s",
                LEFT,
                at + 4,
                COLOURS.get(number % COLOURS.size()),
                dashes(line),
                text(LEFT + 32, at + 8, "start", "", line.name())));
    }

    private static String dashes(Series line) {
        return line.dashed() ? " stroke-dasharray=\"5 4\"" : "";
    }

    private double atX(double value) {
        return LEFT + x.place(value) * (WIDTH - RIGHT - LEFT);
    }

    private double atY(double value) {
        return TOP + PLOT_HEIGHT * (1 - y.place(value));
    }

    private static String text(double x, double y, String anchor, String more, String text) {
        return format(
                "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\" %s>%s</text>%n", x, y, anchor, more, escaped(text));
    }

    /** For SVG and HTML alike. */
    public static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
