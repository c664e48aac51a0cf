package io.sightline.models.graph;

import java.util.Arrays;
import java.util.List;

/**
 * The numbers that a parameter starts with. Computed when they are asked for: who only wants a network's shapes pays
 * nothing for its weights.
 */
@FunctionalInterface
public interface Initial {

    /** @return as many as the shape holds; for the same name and shape always the same */
    float[] values(String name, List<Integer> shape);

    static Initial constant(float value) {
        return (name, shape) -> {
            float[] values = new float[Parameter.length(shape)];
            Arrays.fill(values, value);
            return values;
        };
    }
}
