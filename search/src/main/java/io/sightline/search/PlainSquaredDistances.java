package io.sightline.search;

/** Plain Java. Four independent sums, because the JIT may not reorder one. */
final class PlainSquaredDistances implements SquaredDistances {

    @Override
    public void of(float[] query, float[] vectors, int count, float[] squares) {
        int dimension = query.length;
        int unrolled = dimension - dimension % 4;
        for (int v = 0, at = 0; v < count; v++, at += dimension) {
            float s0 = 0;
            float s1 = 0;
            float s2 = 0;
            float s3 = 0;
            for (int i = 0; i < unrolled; i += 4) {
                float d0 = query[i] - vectors[at + i];
                float d1 = query[i + 1] - vectors[at + i + 1];
                float d2 = query[i + 2] - vectors[at + i + 2];
                float d3 = query[i + 3] - vectors[at + i + 3];
                s0 += d0 * d0;
                s1 += d1 * d1;
                s2 += d2 * d2;
                s3 += d3 * d3;
            }
            for (int i = unrolled; i < dimension; i++) {
                float d = query[i] - vectors[at + i];
                s0 += d * d;
            }
            squares[v] = (s0 + s1) + (s2 + s3);
        }
    }
}
