package io.sightline.models.weights;

import io.sightline.models.graph.Parameter;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A tensor as PyTorch keeps it: a look at a storage. Every number that it names lies in the storage, and it names none
 * more often than the storage has numbers.
 *
 * @param offset of the first number
 * @param strides how far the next number along an axis is, one an axis
 */
record TensorView(Storage storage, long offset, List<Integer> shape, List<Long> strides) {
    private static final int MOST_AXES = 16;

    TensorView {
        shape = List.copyOf(shape);
        strides = List.copyOf(strides);
        if (shape.size() != strides.size() || shape.size() > MOST_AXES) {
            throw new WrongWeights("a tensor of " + shape.size() + " axes has " + strides.size()
                    + " strides; as many as axes are expected, at most " + MOST_AXES);
        }
        long count = 1;
        long product = 1;
        long last = offset;
        try {
            for (int axis = 0; axis < shape.size(); axis++) {
                if (shape.get(axis) < 0 || strides.get(axis) < 0) {
                    throw new WrongWeights("a tensor has the shape " + shape + " and the strides " + strides
                            + "; neither is ever negative");
                }
                count = Math.multiplyExact(count, shape.get(axis).longValue());
                product = Math.multiplyExact(product, Math.max(1L, shape.get(axis)));
                last = Math.addExact(last, Math.multiplyExact(shape.get(axis) - 1L, strides.get(axis)));
            }
        } catch (ArithmeticException e) {
            throw new WrongWeights("a tensor's shape " + shape + " and strides " + strides + " are absurd");
        }
        if (product > Integer.MAX_VALUE) {
            throw new WrongWeights("a tensor's shape " + shape + " is absurd");
        }
        if (offset < 0 || count > storage.length() || (count > 0 && last >= storage.length())) {
            // Fewer numbers than the shape has: expand() makes such views, and a few bytes could claim gigabytes.
            throw new WrongWeights("a tensor of the shape " + shape + " with the strides " + strides + " from " + offset
                    + " does not fit into its storage of " + storage.length() + " numbers");
        }
    }

    /** A tensor whose numbers follow each other from the storage's first on. */
    static TensorView whole(Storage storage, List<Integer> shape) {
        Long[] strides = new Long[shape.size()];
        long step = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = step;
            // Overflow shows as a count that does not fit the storage.
            step *= Math.max(1, shape.get(axis));
        }
        return new TensorView(storage, 0, shape, List.of(strides));
    }

    long count() {
        return shape.stream().mapToLong(size -> size).reduce(1, (a, b) -> a * b);
    }

    /**
     * The numbers, last axis fastest.
     *
     * @param bytes the storage's, in its byte order
     */
    Parameter read(String name, ByteBuffer bytes) {
        float[] values = new float[(int) count()];
        int[] index = new int[shape.size()];
        long at = offset;
        for (int i = 0; i < values.length; i++) {
            values[i] = storage.type().read(bytes, (int) at * storage.type().bytes());
            if (!Float.isFinite(values[i])) {
                throw new WrongWeights("tensor " + WrongWeights.quoted(name) + " has the value " + values[i]
                        + " as float32; weights are finite");
            }
            for (int axis = index.length - 1; axis >= 0; axis--) {
                at += strides.get(axis);
                if (++index[axis] < shape.get(axis)) {
                    break;
                }
                at -= strides.get(axis) * shape.get(axis);
                index[axis] = 0;
            }
        }
        return new Parameter(name, shape, values);
    }
}
