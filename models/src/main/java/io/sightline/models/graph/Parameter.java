package io.sightline.models.graph;

import java.util.Arrays;
import java.util.List;

/**
 * A named tensor of trained numbers, float32, last axis fastest.
 *
 * <p>The array is not copied: whoever hands it over or reads it leaves it as it is.
 */
public final class Parameter {
    private final String name;
    private final List<Integer> shape;
    private final float[] values;

    /** @throws IllegalArgumentException unless the shape holds as many values as there are, all of them finite */
    public Parameter(String name, List<Integer> shape, float[] values) {
        int length = shape.stream().reduce(1, Math::multiplyExact);
        if (length != values.length) {
            throw new IllegalArgumentException(
                    name + ": a shape of " + shape + " has " + length + " values, got " + values.length);
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(name + " has a value that is not finite");
            }
        }
        this.name = name;
        this.shape = List.copyOf(shape);
        this.values = values;
    }

    public String name() {
        return name;
    }

    public List<Integer> shape() {
        return shape;
    }

    public int size(int axis) {
        return shape.get(axis);
    }

    public float[] values() {
        return values;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameter p
                && p.name.equals(name)
                && p.shape.equals(shape)
                && Arrays.equals(p.values, values);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name + shape;
    }
}
