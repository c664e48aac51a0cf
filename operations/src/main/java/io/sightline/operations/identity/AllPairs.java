package io.sightline.operations.identity;

import java.util.Arrays;

/**
 * Compares every vector of a set with every vector of another. The inner loop runs over vectors, not over their numbers:
 * so the compiler makes SIMD of it, and no pair's result is kept. Not thread-safe.
 */
final class AllPairs {
    private static final int BLOCK = 512;

    private final float[][] vectors;
    private final float[] block;
    private final float[] products = new float[BLOCK];

    /** @param vectors of unit length, all of one dimension */
    AllPairs(float[][] vectors) {
        this.vectors = vectors;
        this.block = new float[vectors.length == 0 ? 0 : vectors[0].length * BLOCK];
    }

    /** Is told of each pair once. */
    interface Visitor {
        /** @param squaredDistance Euclidean, 0 to 4, to about 1e-6 */
        void visit(int row, int column, float squaredDistance);
    }

    /** Every row with every vector of the set, itself included; rows within blocks of vectors. */
    void compare(float[][] rows, Visitor visitor) {
        for (int from = 0; from < vectors.length; from += BLOCK) {
            int count = Math.min(BLOCK, vectors.length - from);
            transpose(from, count);
            for (int row = 0; row < rows.length; row++) {
                multiply(rows[row]);
                for (int j = 0; j < count; j++) {
                    visitor.visit(row, from + j, Math.max(0, 2 - 2 * products[j]));
                }
            }
        }
    }

    private void transpose(int from, int count) {
        for (int j = 0; j < count; j++) {
            float[] vector = vectors[from + j];
            for (int d = 0; d < vector.length; d++) {
                block[d * BLOCK + j] = vector[d];
            }
        }
    }

    private void multiply(float[] row) {
        Arrays.fill(products, 0);
        for (int d = 0; d < row.length; d++) {
            addScaled(row[d], d * BLOCK);
        }
    }

    private void addScaled(float factor, int start) {
        for (int j = 0; j < BLOCK; j++) {
            products[j] += factor * block[start + j];
        }
    }
}
