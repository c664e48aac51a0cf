package io.sightline.models.graph;

import java.util.Arrays;
import java.util.List;

/**
 * A named tensor of trained numbers, float32, last axis fastest. Thread-safe.
 *
 * <p>The array is not copied: whoever hands it over or reads it leaves it as it is.
 */
public final class Parameter {
    private final String name;
    private final List<Integer> shape;
    private Initial initial;
    private float[] values;

    /** @throws IllegalArgumentException unless the shape holds as many values as there are, all of them finite */
    public Parameter(String name, List<Integer> shape, float[] values) {
        this.name = name;
        this.shape = List.copyOf(shape);
        this.values = checked(values);
    }

    /** Its values are computed when they are first read. */
    public Parameter(String name, List<Integer> shape, Initial initial) {
        this.name = name;
        this.shape = List.copyOf(shape);
        this.initial = initial;
    }

    private float[] checked(float[] given) {
        int length = length(shape);
        if (length != given.length) {
            throw new IllegalArgumentException(
                    name + ": a shape of " + shape + " has " + length + " values, got " + given.length);
        }
        for (float value : given) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(name + " has a value that is not finite");
            }
        }
        return given;
    }

    static int length(List<Integer> shape) {
        return shape.stream().reduce(1, Math::multiplyExact);
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

    /** How many values there are. */
    public int length() {
        return length(shape);
    }

    public synchronized float[] values() {
        if (values == null) {
            values = checked(initial.values(name, shape));
            initial = null;
        }
        return values;
    }

    Parameter renamed(String other) {
        return name.equals(other) ? this : new Parameter(other, shape, values());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Parameter p
                && p.name.equals(name)
                && p.shape.equals(shape)
                && Arrays.equals(p.values(), values());
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
