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
     * Writes the dot product of a query with each row.
     *
     * @param query codes within ±{@link Codes#QUERY_LIMIT}, as many as the block has dimensions, which is a multiple of
     *     {@link Codes#STEP}
     * @param codes within ±{@link Codes#ROW_LIMIT}
     * @param at where the block begins in {@code codes}
     * @param from where the query's rows begin in {@code dots}
     */
    void one(short[] query, byte[] codes, int at, int[] dots, int from);

    /**
     * As {@link #one} for two queries, the rows of the second behind those of the first. A method of its own, because C2
     * cannot be relied on to inline both into one loop.
     *
     * @param queries the codes of both in dimension 0, then in dimension 1
     */
    void two(short[] queries, byte[] codes, int at, int[] dots, int from);

    /**
     * Whether any row's {@code dot * weight} is at least the threshold.
     *
     * @param from where the query's rows begin in {@code dots}
     * @param weightsAt where the block begins in {@code weights}
     */
    boolean anyReaches(float threshold, int[] dots, int from, float[] weights, int weightsAt);
}
