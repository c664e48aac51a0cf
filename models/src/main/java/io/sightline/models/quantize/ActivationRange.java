package io.sightline.models.quantize;

/**
 * Between which numbers the values of a tensor lie, and so how 8 bits without sign stand for them:
 * {@code value = (q - zeroPoint) * scale}. Zero always has a number of its own: borders are padded with it.
 */
record ActivationRange(float low, float high) {
    private static final int STEPS = 255;

    ActivationRange {
        if (!Float.isFinite(low) || !Float.isFinite(high) || low > high) {
            throw new IllegalArgumentException("No range: " + low + " to " + high);
        }
        low = Math.min(low, 0);
        high = Math.max(high, 0);
    }

    float scale() {
        // A tensor that is always zero still needs a step.
        return high == low ? 1 : (high - low) / STEPS;
    }

    int zeroPoint() {
        return Math.round(-low / scale());
    }
}
