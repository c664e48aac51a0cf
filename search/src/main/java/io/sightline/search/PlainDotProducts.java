package io.sightline.search;

import java.util.Arrays;

/** Plain Java. */
final class PlainDotProducts implements DotProducts {

    @Override
    public void of(short[][] queries, byte[] codes, int[] dots) {
        Arrays.fill(dots, 0, queries.length * Block.ROWS, 0);
        for (int q = 0; q < queries.length; q++) {
            short[] query = queries[q];
            int out = q * Block.ROWS;
            for (int d = 0, at = 0; d < query.length; d++, at += Block.ROWS) {
                int factor = query[d];
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
