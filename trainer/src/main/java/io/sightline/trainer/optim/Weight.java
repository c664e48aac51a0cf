package io.sightline.trainer.optim;

import ai.djl.ndarray.NDArray;

/**
 * A tensor that training changes.
 *
 * @param values float32; changed in place, stays its owner's
 * @param decays whether weight decay pulls it towards zero; by custom not the biases and the scales of normalisation
 */
public record Weight(String name, NDArray values, boolean decays) {

    /** Whether a gradient is gathered for it; a frozen weight gets none and is left as it is. */
    public boolean isTrained() {
        return values.hasGradient();
    }
}
