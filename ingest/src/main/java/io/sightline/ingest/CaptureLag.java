package io.sightline.ingest;

/**
 * How far a live stream's pictures are behind: how much later they come, by the stream's own times, than the promptest
 * one did.
 */
final class CaptureLag {
    // Clocks drift apart, at most a thousandth or so; the measure follows that, a real backlog grows faster.
    private static final double DRIFT = 1e-3;

    private double promptest = Double.NaN;
    private long last;

    /**
     * The lag in nanoseconds, 0 or more.
     *
     * @param now when the picture came
     * @param position when it comes by the stream's times
     */
    long of(long now, long position) {
        double offset = (double) now - position;
        promptest = Double.isNaN(promptest) ? offset : Math.min(offset, promptest + DRIFT * (now - last));
        last = now;
        return Math.round(offset - promptest);
    }
}
