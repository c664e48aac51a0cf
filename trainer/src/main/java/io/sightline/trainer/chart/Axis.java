package io.sightline.trainer.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One direction of a chart.
 *
 * @param from the value at the axis' beginning
 * @param to the value at its end, greater
 * @param logarithmic whether equal factors are equally wide; {@code from} is then positive
 */
public record Axis(String label, double from, double to, boolean logarithmic) {
    private static final int ABOUT_TICKS = 6;

    public Axis {
        if (!(from < to) || (logarithmic && !(from > 0)) || !Double.isFinite(to - from)) {
            throw new IllegalArgumentException("An axis from " + from + " to " + to);
        }
    }

    public static Axis linear(String label, double from, double to) {
        return new Axis(label, from, to, false);
    }

    public static Axis logarithmic(String label, double from, double to) {
        return new Axis(label, from, to, true);
    }

    /** Round values that hold all of these; not finite ones are passed over. */
    public static Axis around(String label, double[] values) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (double v : values) {
            if (Double.isFinite(v)) {
                least = Math.min(least, v);
                greatest = Math.max(greatest, v);
            }
        }
        if (least > greatest) {
            return linear(label, 0, 1);
        }
        double step = step(greatest > least ? greatest - least : Math.max(Math.abs(greatest), 1e-9));
        double from = Math.floor(least / step) * step;
        double to = Math.ceil(greatest / step) * step;
        return linear(label, from, to > from ? to : from + step);
    }

    /** Where a value lies, 0 at the beginning, 1 at the end; values beyond are moved to the border. */
    double place(double value) {
        double share = logarithmic
                ? Math.log(Math.max(value, from) / from) / Math.log(to / from)
                : (value - from) / (to - from);
        return Math.max(0, Math.min(1, share));
    }

    /** Values to be marked. */
    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (int e = (int) Math.ceil(Math.log10(from) - 1e-9); e <= Math.log10(to) + 1e-9; e++) {
                ticks.add(Math.pow(10, e));
            }
            return ticks;
        }
        double step = step(to - from);
        for (long i = (long) Math.ceil(from / step - 1e-9); i * step <= to + 1e-9 * step; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    private static double step(double range) {
        double raw = range / ABOUT_TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double lead = raw / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    /** As people write it. */
    static String text(double value) {
        if (value == 0 || Math.abs(value) < 1e-12) {
            return "0";
        }
        if (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5) {
            int exponent = (int) Math.floor(Math.log10(Math.abs(value)) + 1e-9);
            String mantissa = String.format(Locale.ROOT, "%.2f", value / Math.pow(10, exponent));
            return mantissa.replaceFirst("\\.?0+$", "") + "e" + exponent;
        }
        String plain = String.format(Locale.ROOT, "%.6f", value);
        return plain.replaceFirst("\\.?0+$", "");
    }
}
