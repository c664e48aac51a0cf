package io.sightline.ingest;

/**
 * Lets at most so many pictures a second through, by their time. The moments at which one is due lie on a fixed grid, so
 * that the average does not drift away from the limit whatever the source's own rate is.
 */
final class FrameRateLimit {
    private final double intervalNanos;
    private double due;
    private boolean begun;

    FrameRateLimit(double framesPerSecond) {
        if (!(framesPerSecond > 0)) {
            throw new IllegalArgumentException("A frame rate is above 0, got " + framesPerSecond);
        }
        intervalNanos = 1e9 / framesPerSecond;
    }

    /** @param nanos the picture's time; never goes back */
    boolean admits(long nanos) {
        if (!begun) {
            begun = true;
            due = nanos + intervalNanos;
            return true;
        }
        // A source at the limit's own rate jitters around the grid; without some grace every second picture would go.
        if (nanos < due - intervalNanos / 4) {
            return false;
        }
        double late = nanos - due;
        due += intervalNanos * (late < intervalNanos ? 1 : 1 + Math.floor(late / intervalNanos));
        return true;
    }
}
