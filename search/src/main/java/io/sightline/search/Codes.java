package io.sightline.search;

/** A vector in small integers: the unit vector in their direction stands for it. */
final class Codes {
    /** Of a template: what a byte holds. */
    static final int ROW_LIMIT = 127;
    /** So many products are summed in 16 bits. */
    static final int STEP = 4;
    /** Of a query: four products with a template's codes stay below 2^15. */
    static final int QUERY_LIMIT = Short.MAX_VALUE / (STEP * ROW_LIMIT);

    /** Float arithmetic with the inverse norm, far beyond its roundings. */
    private static final double SLACK = 1e-6;

    /** Padded with zeros to a multiple of {@link #STEP}. */
    final short[] values;
    /** Makes a unit vector of the values. */
    final float inverseNorm;
    /** How far that unit vector is from the vector itself, never less than it is. */
    final double error;

    Codes(short[] values, float inverseNorm, double error) {
        this.values = values;
        this.inverseNorm = inverseNorm;
        this.error = error;
    }

    static int padded(int dimension) {
        return (dimension + STEP - 1) / STEP * STEP;
    }

    /** Codes within ±{@code limit}, as large as fit. */
    static Codes of(float[] vector, int limit) {
        float largest = 0;
        for (float v : vector) {
            largest = Math.max(largest, Math.abs(v));
        }
        double scale = limit / (double) largest;
        short[] codes = new short[padded(vector.length)];
        long squares = 0;
        for (int i = 0; i < vector.length; i++) {
            codes[i] = (short) Math.rint(vector[i] * scale);
            squares += codes[i] * codes[i];
        }
        float inverseNorm = (float) (1 / Math.sqrt((double) squares));
        double errors = 0;
        for (int i = 0; i < vector.length; i++) {
            double e = vector[i] - codes[i] * (double) inverseNorm;
            errors += e * e;
        }
        return new Codes(codes, inverseNorm, Math.sqrt(errors) + SLACK);
    }
}
