package io.sightline.models.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Parameter;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Computes one node after the other with DJL, so that PyTorch can differentiate it. Every result is an array of its own;
 * what is made on the way is closed here.
 */
final class Forward implements Operation.Visitor<NDArray> {
    /** Held from the seed to the draw: PyTorch's state of chance is the process's, on every device. */
    private static final Object CHANCE = new Object();

    private static final long BETWEEN_LAYERS = 0x9e3779b97f4a7c15L;

    private final Function<Parameter, NDArray> weights;
    private final boolean training;
    private final boolean dropping;
    private final Predicate<Operation.BatchNorm> frozen;
    private final OptionalLong seed;
    private int dropouts;
    private List<NDArray> inputs;

    /**
     * @param training whether batches are normalised by themselves
     * @param dropping whether Dropout drops
     * @param seed of what it drops; without one it is whatever PyTorch draws next
     */
    Forward(
            Function<Parameter, NDArray> weights,
            boolean training,
            boolean dropping,
            Predicate<Operation.BatchNorm> frozen,
            OptionalLong seed) {
        this.weights = weights;
        this.training = training;
        this.dropping = dropping;
        this.frozen = frozen;
        this.seed = seed;
    }

    NDArray compute(Node node, List<NDArray> values) {
        inputs = values;
        return node.operation().accept(this);
    }

    private NDArray x() {
        return inputs.get(0);
    }

    private NDArrayEx ex() {
        return x().getNDArrayInternal();
    }

    private NDArray weight(Parameter parameter) {
        return weights.apply(parameter);
    }

    @Override
    public NDArray conv(Operation.Conv op) {
        Padding pad = op.padding();
        Shape stride = new Shape(op.stride(), op.stride());
        NDArray weight = weight(op.weight());
        NDArray bias = op.bias().map(this::weight).orElse(null);
        if (pad.isEven()) {
            return convolve(x(), weight, bias, stride, new Shape(pad.top(), pad.left()), op.groups());
        }
        try (NDArray padded = padded(x(), pad)) {
            return convolve(padded, weight, bias, stride, new Shape(0, 0), op.groups());
        }
    }

    private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, Shape stride, Shape padding, int groups) {
        return x.getNDArrayInternal()
                .convolution(x, weight, bias, stride, padding, new Shape(1, 1), groups)
                .singletonOrThrow();
    }

    /** DJL 0.25 has no padding: zeros are joined on. */
    private static NDArray padded(NDArray x, Padding pad) {
        try (NDArray rows = joined(x, 2, pad.top(), pad.bottom())) {
            return joined(rows, 3, pad.left(), pad.right());
        }
    }

    private static NDArray joined(NDArray x, int axis, int before, int after) {
        NDList parts = new NDList();
        try (NDArray first = zeros(x, axis, before);
                NDArray last = zeros(x, axis, after)) {
            if (before > 0) {
                parts.add(first);
            }
            parts.add(x);
            if (after > 0) {
                parts.add(last);
            }
            return NDArrays.concat(parts, axis);
        }
    }

    private static NDArray zeros(NDArray x, int axis, int size) {
        long[] dims = x.getShape().getShape().clone();
        dims[axis] = size;
        return x.getManager().zeros(new Shape(dims), x.getDataType());
    }

    @Override
    public NDArray linear(Operation.Linear op) {
        return ex().linear(x(), weight(op.weight()), op.bias().map(this::weight).orElse(null))
                .singletonOrThrow();
    }

    @Override
    public NDArray batchNorm(Operation.BatchNorm op) {
        // DJL counts momentum from the other end; -1 as axis is PyTorch's own, the second.
        return ex().batchNorm(
                        x(),
                        weight(op.mean()),
                        weight(op.variance()),
                        weight(op.gamma()),
                        weight(op.beta()),
                        -1,
                        1 - op.momentum(),
                        op.epsilon(),
                        training && !frozen.test(op))
                .singletonOrThrow();
    }

    @Override
    public NDArray dropout(Operation.Dropout op) {
        if (!dropping || seed.isEmpty()) {
            return drop(op);
        }
        long own = seed.getAsLong() + dropouts * BETWEEN_LAYERS;
        dropouts++;
        // The CPU draws in this call. A GPU draws later, by the state that it is given in this call.
        synchronized (CHANCE) {
            x().getManager().getEngine().setRandomSeed((int) (own ^ (own >>> 32)));
            return drop(op);
        }
    }

    private NDArray drop(Operation.Dropout op) {
        return ex().dropout(x(), op.rate(), dropping).singletonOrThrow();
    }

    @Override
    public NDArray prelu(Operation.PRelu op) {
        NDArray slope = weight(op.slope());
        Shape channels =
                x().getShape().dimension() == 4 ? new Shape(1, slope.size(), 1, 1) : new Shape(1, slope.size());
        // DJL 0.25 has no PReLU for PyTorch; the product's gradient needs its factors only, so it may be added to.
        try (NDArray positive = ex().relu();
                NDArray negative = x().sub(positive);
                NDArray factor = slope.reshape(channels)) {
            NDArray y = negative.mul(factor);
            return y.addi(positive);
        }
    }

    @Override
    public NDArray relu(Operation.Relu op) {
        return ex().relu();
    }

    @Override
    public NDArray clip(Operation.Clip op) {
        return x().clip(op.low(), op.high());
    }

    @Override
    public NDArray sigmoid(Operation.Sigmoid op) {
        return ex().sigmoid();
    }

    @Override
    public NDArray hardSigmoid(Operation.HardSigmoid op) {
        return hardSigmoid();
    }

    private NDArray hardSigmoid() {
        try (NDArray shifted = x().add(3);
                NDArray clipped = shifted.clip(0, 6)) {
            return clipped.div(6);
        }
    }

    @Override
    public NDArray hardSwish(Operation.HardSwish op) {
        try (NDArray gate = hardSigmoid()) {
            return x().mul(gate);
        }
    }

    @Override
    public NDArray maxPool(Operation.MaxPool op) {
        return ex().maxPool(
                        square(op.size()),
                        square(op.stride()),
                        new Shape(op.padding().top(), op.padding().left()),
                        op.ceil());
    }

    @Override
    public NDArray averagePool(Operation.AveragePool op) {
        return ex().avgPool(square(op.size()), square(op.stride()), square(0), false, true);
    }

    private static Shape square(int size) {
        return new Shape(size, size);
    }

    @Override
    public NDArray globalAverage(Operation.GlobalAverage op) {
        NDArray mean = ex().globalAvgPool();
        if (op.flat()) {
            return mean;
        }
        try (mean) {
            return mean.reshape(mean.getShape().add(1, 1));
        }
    }

    @Override
    public NDArray zeroPad(Operation.ZeroPad op) {
        try (NDArray channels = joined(x(), 1, 0, op.channels());
                NDArray rows = joined(channels, 2, 0, op.rows())) {
            return joined(rows, 3, 0, op.columns());
        }
    }

    @Override
    public NDArray flatten(Operation.Flatten op) {
        return x().reshape(x().getShape().get(0), -1);
    }

    @Override
    public NDArray add(Operation.Add op) {
        return x().add(inputs.get(1));
    }

    @Override
    public NDArray multiply(Operation.Multiply op) {
        return x().mul(inputs.get(1));
    }

    @Override
    public NDArray scale(Operation.Scale op) {
        return x().mul(op.factor());
    }

    @Override
    public NDArray concat(Operation.Concat op) {
        return NDArrays.concat(new NDList(inputs.toArray(NDArray[]::new)), 1);
    }
}
