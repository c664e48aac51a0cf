package io.sightline.search;

/**
 * The inner loop of a scan: integers, so that every implementation gives the same sums. Implementations have no state,
 * so any thread may call them.
 *
 * <p>A block of {@link Chunk#BLOCK} templates consists of tiles, and a tile holds its rows dimension by dimension: the
 * codes of all rows in dimension 0, then in dimension 1. So a register holds one dimension of many rows, no sum runs
 * across a register, and a tile is read from one end to the other.
 */
interface DotProducts {
    /** Rows that fill the widest registers there are, in 16 bits. */
    int TILE = 32;

    /**
     * Writes the dot product of each query with each row.
     *
     * @param queries codes within ±{@link Codes#QUERY_LIMIT}: those of all queries in dimension 0, then in dimension 1;
     *     as many dimensions as the block has, which is a multiple of {@link Codes#STEP}
     * @param width how many queries, 1 or 2
     * @param codes within ±{@link Codes#ROW_LIMIT}
     * @param at where the block begins in {@code codes}
     * @param dots the rows of the first query, then of the second, and so on
     * @param from where the first query's rows begin in {@code dots}
     */
    void of(short[] queries, int width, byte[] codes, int at, int[] dots, int from);

    /**
     * Whether any row's {@code dot * weight} is at least the threshold.
     *
     * @param from where the query's rows begin in {@code dots}
     * @param weightsAt where the block begins in {@code weights}
     */
    boolean anyReaches(float threshold, int[] dots, int from, float[] weights, int weightsAt);
}
