package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;

/** Vectors of length 1, as whoever reads an embedding makes them. */
final class UnitVectors {
    /** As PyTorch's {@code normalize}: a vector of zeros stays one, and its gradient a number. */
    private static final float SHORTEST = 1e-12f;

    private UnitVectors() {}

    /** @param rows {@code [count, dimension]} */
    static NDArray of(NDArray rows) {
        return rows.div(rows.square()
                .sum(new int[] {1}, true)
                .maximum(SHORTEST * SHORTEST)
                .sqrt());
    }
}
