package io.sightline.models.embedding;

/** In which numbers a network is computed. Vectors of either may meet: one model, one threshold. */
public enum Precision {
    /** As it was trained. */
    FP32,
    /** Whole numbers of 8 bits: faster on a CPU, a little less accurate. Only bundles that were quantised have it. */
    INT8
}
