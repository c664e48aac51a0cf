package io.sightline.trainer.evaluation;

/** Euclidean distance between unit vectors, 0 to 2. */
final class Distance {
    /** Of a pair with a picture in which no face was found: farther than any two can be, so never accepted. */
    static final float NEVER = 2.01f;

    private Distance() {}

    /** Summed in double precision: right to the last digit of a float. */
    static double between(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new IllegalArgumentException(
                    "Vectors of " + a.length + " and " + b.length + " dimensions cannot be compared");
        }
        // Four sums: one would make each addition wait for the one before it.
        double even = 0;
        double odd = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < a.length; i += 4) {
            double d0 = (double) a[i] - b[i];
            double d1 = (double) a[i + 1] - b[i + 1];
            double d2 = (double) a[i + 2] - b[i + 2];
            double d3 = (double) a[i + 3] - b[i + 3];
            even += d0 * d0;
            odd += d1 * d1;
            third += d2 * d2;
            fourth += d3 * d3;
        }
        for (; i < a.length; i++) {
            double d = (double) a[i] - b[i];
            even += d * d;
        }
        return Math.sqrt(even + odd + third + fourth);
    }

    /** @return {@link #NEVER} where one is missing */
    static double orNever(float[] a, float[] b) {
        return a == null || b == null ? NEVER : between(a, b);
    }
}
