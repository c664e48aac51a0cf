package io.sightline.detector;

/**
 * What has been published of a track.
 *
 * @param count crops published
 * @param lastAt frame time of the last one, milliseconds since 1970; 0 before the first
 * @param best highest quality among them in thousandths, as whole numbers so that the committed state is exact
 */
record Shots(int count, long lastAt, int best) {
    static final Shots NONE = new Shots(0, 0, 0);

    Shots plus(long time, float quality) {
        return new Shots(count + 1, time, Math.max(best, thousandths(quality)));
    }

    boolean isEmpty() {
        return count == 0;
    }

    static int thousandths(float quality) {
        return Math.round(Math.max(0, Math.min(1, quality)) * 1000);
    }
}
