package io.sightline.models.packaged;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A tensor as it lies in a tfjs file: float32, last axis fastest. */
@SuppressWarnings("ArrayRecordComponent") // never compared; a list would box millions of numbers
record TfjsTensor(String name, List<Integer> shape, float[] values) {

    /** The tensor with its axes in another order: axis {@code i} of the result is axis {@code axes[i]} of this one. */
    TfjsTensor transposed(int... axes) {
        int rank = shape.size();
        if (!Arrays.equals(
                IntStream.of(axes).sorted().toArray(), IntStream.range(0, rank).toArray())) {
            throw new IllegalArgumentException(
                    name + ": " + Arrays.toString(axes) + " does not order " + rank + " axes");
        }
        int[] strides = new int[rank];
        int step = 1;
        for (int axis = rank - 1; axis >= 0; axis--) {
            strides[axis] = step;
            step *= shape.get(axis);
        }
        List<Integer> sizes = IntStream.of(axes).mapToObj(shape::get).toList();
        float[] moved = new float[values.length];
        int[] position = new int[rank];
        for (int i = 0; i < moved.length; i++) {
            int from = 0;
            for (int axis = 0; axis < rank; axis++) {
                from += position[axis] * strides[axes[axis]];
            }
            moved[i] = values[from];
            for (int axis = rank - 1; axis >= 0 && ++position[axis] == sizes.get(axis); axis--) {
                position[axis] = 0;
            }
        }
        return new TfjsTensor(name, sizes, moved);
    }

    /** The same numbers, counted otherwise. */
    TfjsTensor reshaped(Integer... sizes) {
        return new TfjsTensor(name, List.of(sizes), values);
    }
}
