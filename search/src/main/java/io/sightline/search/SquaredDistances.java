package io.sightline.search;

/** The inner loop of a scan. Implementations have no state, so any thread may call them. */
interface SquaredDistances {

    /**
     * Writes the squared Euclidean distance of the query to each of the first {@code count} vectors, in float32 and in
     * any order of summation; {@link #relativeError} bounds what that loses.
     *
     * @param vectors laid one after the other, each as long as the query
     */
    void of(float[] query, float[] vectors, int count, float[] squares);

    /**
     * The largest relative error of a sum of {@code dimension} squared differences of float32 values, whatever the order
     * of summation (Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1: gamma of n + 3, one
     * rounding for the difference, which counts twice when squared, one for the square).
     */
    static double relativeError(int dimension) {
        double roundings = (dimension + 3) * 0x1p-24;
        return roundings / (1 - roundings);
    }
}
