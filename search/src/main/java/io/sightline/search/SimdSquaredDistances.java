package io.sightline.search;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The Vector API (JEP 414 and its successors). Loading this class fails with a {@link LinkageError} in a JVM that was
 * started without {@code --add-modules jdk.incubator.vector}.
 */
final class SimdSquaredDistances implements SquaredDistances {
    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

    @Override
    public void of(float[] query, float[] vectors, int count, float[] squares) {
        int dimension = query.length;
        int step = LANES.length();
        int twice = dimension - dimension % (2 * step);
        int once = dimension - dimension % step;
        for (int v = 0, at = 0; v < count; v++, at += dimension) {
            FloatVector s0 = FloatVector.zero(LANES);
            FloatVector s1 = FloatVector.zero(LANES);
            // Two sums, because the next addition to a sum waits for the one before.
            for (int i = 0; i < twice; i += 2 * step) {
                FloatVector d0 =
                        FloatVector.fromArray(LANES, query, i).sub(FloatVector.fromArray(LANES, vectors, at + i));
                FloatVector d1 = FloatVector.fromArray(LANES, query, i + step)
                        .sub(FloatVector.fromArray(LANES, vectors, at + i + step));
                s0 = d0.fma(d0, s0);
                s1 = d1.fma(d1, s1);
            }
            for (int i = twice; i < once; i += step) {
                FloatVector d =
                        FloatVector.fromArray(LANES, query, i).sub(FloatVector.fromArray(LANES, vectors, at + i));
                s0 = d.fma(d, s0);
            }
            float sum = s0.add(s1).reduceLanes(VectorOperators.ADD);
            for (int i = once; i < dimension; i++) {
                float d = query[i] - vectors[at + i];
                sum += d * d;
            }
            squares[v] = sum;
        }
    }
}
