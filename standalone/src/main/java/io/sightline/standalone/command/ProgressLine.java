package io.sightline.standalone.command;

import io.sightline.operations.timetravel.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows how far reading the log is: on a terminal as a bar that is redrawn, else as a line now and then. It goes to
 * standard error, so that the answer can be piped. One thread.
 */
final class ProgressLine implements Progress {
    private static final int BAR = 24;
    private static final Duration REDRAWN = Duration.ofMillis(200);
    private static final Duration NEXT_LINE = Duration.ofSeconds(5);

    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier nanos;
    private final String what;
    private long total;
    private long begun;
    private long lastShown;
    private int width;

    ProgressLine(PrintStream out, boolean isTerminal, LongSupplier nanos) {
        this(out, isTerminal, nanos, "records");
    }

    private ProgressLine(PrintStream out, boolean isTerminal, LongSupplier nanos, String what) {
        this.out = out;
        this.what = what;
        this.isTerminal = isTerminal;
        this.nanos = nanos;
    }

    /** On standard error; redrawn where the command line would be coloured, which is on a terminal. */
    static ProgressLine ofProcess() {
        return ofProcess("records");
    }

    /**
     * The same.
     *
     * @param what is counted
     */
    static ProgressLine ofProcess(String what) {
        return new ProgressLine(System.err, Ansi.AUTO.enabled(), System::nanoTime, what);
    }

    @Override
    public void begin(long records) {
        total = records;
        begun = nanos.getAsLong();
        lastShown = begun;
    }

    @Override
    public void at(long done) {
        long now = nanos.getAsLong();
        if (now - lastShown < (isTerminal ? REDRAWN : NEXT_LINE).toNanos()) {
            return;
        }
        lastShown = now;
        double seconds = Math.max(1e-3, (now - begun) / 1e9);
        double rate = done / seconds;
        long left = rate <= 0 ? 0 : Math.round(Math.max(0, total - done) / rate);
        double share = total == 0 ? 1 : Math.min(1, (double) done / total);
        String figures = String.format(
                Locale.ROOT,
                "%3.0f%%  %,d of %,d %s, %,.0f a second, %s left",
                100 * share,
                done,
                total,
                what,
                rate,
                time(left));
        if (!isTerminal) {
            out.println("  " + figures.strip());
            return;
        }
        int filled = (int) Math.round(BAR * share);
        show("  [" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + figures);
    }

    @Override
    public void end(long done) {
        if (isTerminal && width > 0) {
            show("");
            out.print("\r");
            out.flush();
        }
    }

    private void show(String line) {
        out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
        out.flush();
        width = line.length();
    }

    private static String time(long seconds) {
        return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
    }
}
