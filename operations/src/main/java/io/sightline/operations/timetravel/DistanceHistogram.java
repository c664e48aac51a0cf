package io.sightline.operations.timetravel;

/**
 * Distances between pairs of faces, counted in steps of {@value #STEP}: a bin holds what is above its lower edge and at
 * or below its upper one, so that counts at a multiple of the step are exact. Not thread-safe.
 */
public final class DistanceHistogram {
    static final double STEP = 1e-4;
    private static final double LARGEST = 2;
    private static final int BINS = (int) Math.round(LARGEST / STEP);

    private final long[] bins = new long[BINS];
    private long count;

    /** @param distance Euclidean between unit vectors, 0 to 2 */
    void add(double distance) {
        // Rounding may put a little more than a step's multiple into the bin below; a millionth of a step is no more
        // than what float32 errs by.
        int bin = (int) Math.ceil(distance / STEP - 1e-6) - 1;
        bins[Math.max(0, Math.min(BINS - 1, bin))]++;
        count++;
    }

    public long count() {
        return count;
    }

    /** How many are at or below a distance, to the step. */
    public long atOrBelow(double distance) {
        int upTo = Math.min(BINS, (int) Math.floor(distance / STEP + 1e-6));
        long sum = 0;
        for (int bin = 0; bin < upTo; bin++) {
            sum += bins[bin];
        }
        return sum;
    }

    /** The share at or below a distance, 0 to 1; NaN if nothing was counted. */
    public double share(double distance) {
        return (double) atOrBelow(distance) / count;
    }

    /** The largest multiple of the step with no more than this share at or below it; 0 if there is none. */
    public double largestWithin(double share) {
        long allowed = (long) Math.floor(share * count + 1e-9);
        long sum = 0;
        for (int bin = 0; bin < BINS; bin++) {
            sum += bins[bin];
            if (sum > allowed) {
                return bin * STEP;
            }
        }
        return LARGEST;
    }
}
