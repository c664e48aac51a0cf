package io.sightline.search;

import java.util.Arrays;

/** Plain Java. */
final class PlainDotProducts implements DotProducts {

    @Override
    public void of(short[] queries, int width, byte[] codes, int[] dots, int from) {
        Arrays.fill(dots, from, from + width * Block.ROWS, 0);
        for (int q = 0; q < width; q++) {
            int out = from + q * Block.ROWS;
            for (int d = 0, at = 0; d < queries.length / width; d++, at += Block.ROWS) {
                int factor = queries[d * width + q];
                for (int row = 0; row < Block.ROWS; row++) {
                    dots[out + row] += factor * codes[at + row];
                }
            }
        }
    }

    @Override
    public boolean anyReaches(float threshold, int[] dots, int from, float[] weights) {
        for (int row = 0; row < Block.ROWS; row++) {
            if (dots[from + row] * weights[row] >= threshold) {
                return true;
            }
        }
        return false;
    }
}
