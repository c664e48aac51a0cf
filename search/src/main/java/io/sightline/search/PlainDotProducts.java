package io.sightline.search;

import java.util.Arrays;

/** Plain Java. */
final class PlainDotProducts implements DotProducts {

    @Override
    public void one(short[] query, byte[] codes, int at, int[] dots, int from) {
        of(query, 1, codes, at, dots, from);
    }

    @Override
    public void two(short[] queries, byte[] codes, int at, int[] dots, int from) {
        of(queries, 2, codes, at, dots, from);
    }

    private static void of(short[] queries, int width, byte[] codes, int at, int[] dots, int from) {
        Arrays.fill(dots, from, from + width * Chunk.BLOCK, 0);
        for (int q = 0; q < width; q++) {
            int out = from + q * Chunk.BLOCK;
            int next = at;
            for (int tile = 0; tile < Chunk.BLOCK; tile += TILE) {
                for (int d = 0; d < queries.length / width; d++, next += TILE) {
                    int factor = queries[d * width + q];
                    for (int row = 0; row < TILE; row++) {
                        dots[out + tile + row] += factor * codes[next + row];
                    }
                }
            }
        }
    }

    @Override
    public boolean anyReaches(float threshold, int[] dots, int from, float[] weights, int weightsAt) {
        for (int row = 0; row < Chunk.BLOCK; row++) {
            if (dots[from + row] * weights[weightsAt + row] >= threshold) {
                return true;
            }
        }
        return false;
    }
}
