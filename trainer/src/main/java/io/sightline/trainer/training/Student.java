package io.sightline.trainer.training;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.sightline.models.djl.NetworkBlock;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Value;
import io.sightline.trainer.optim.Weight;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A network that learns, in the memory of one device. One thread at a time. */
final class Student implements AutoCloseable {
    private final NDManager manager;
    private final NetworkBlock block;
    private final ParameterStore store;
    private final List<Weight> weights = new ArrayList<>();
    private final Map<String, NDArray> statistics = new LinkedHashMap<>();

    Student(NetworkGraph graph, Engine engine, Device device) {
        this.manager = engine.newBaseManager(device);
        this.block = new NetworkBlock(graph);
        Value input = graph.input();
        block.initialize(manager, DataType.FLOAT32, new Shape(1, input.channels(), input.height(), input.width()));
        this.store = new ParameterStore(manager, false);
        for (Pair<String, Parameter> pair : block.getDirectParameters()) {
            NDArray array = pair.getValue().getArray();
            if (pair.getValue().requiresGradient()) {
                array.setRequiresGradient(true);
                weights.add(new Weight(pair.getKey(), array, array.getShape().dimension() > 1));
            } else {
                statistics.put(pair.getKey(), array);
            }
        }
    }

    NDManager manager() {
        return manager;
    }

    /** What is learned, also while it is frozen. */
    List<Weight> weights() {
        return weights;
    }

    /** What is counted on the way: means and variances of batch normalisation. */
    Map<String, NDArray> statistics() {
        return statistics;
    }

    void freeze(Predicate<String> names) {
        block.freeze(names);
    }

    /** Decides what Dropout drops in the next pass, whatever other threads do. */
    void seed(long seed) {
        block.seed(seed);
    }

    /**
     * @param call holds what the pass makes
     * @param faces float32, native byte order
     * @return {@code [faces, dimension]}, not normalised
     */
    NDArray forward(NDManager call, ByteBuffer faces, long[] shape, boolean training) {
        NDArray input = channelsLast(call.create(faces, new Shape(shape), DataType.FLOAT32));
        return block.forward(store, new NDList(input), training).singletonOrThrow();
    }

    /**
     * The same values, those of a pixel beside each other in memory: the CPU's convolutions are faster on it, and what
     * they make is laid out like what they are given.
     */
    private static NDArray channelsLast(NDArray faces) {
        Shape shape = faces.getShape();
        NDArray pixels = faces.transpose(0, 2, 3, 1);
        // Flattened and taken as a square again: what transposes only looks at the same memory in another order.
        return pixels.reshape(-1)
                .reshape(shape.get(0), shape.get(2), shape.get(3), shape.get(1))
                .transpose(0, 3, 1, 2);
    }

    /** Takes over weights and statistics of the same network, on whatever device it is. */
    void copy(Student other) {
        for (int i = 0; i < weights.size(); i++) {
            copy(weights.get(i).values(), other.weights.get(i).values());
        }
        statistics.forEach((name, array) -> copy(array, other.statistics.get(name)));
    }

    private static void copy(NDArray to, NDArray from) {
        try (NDArray here = from.toDevice(to.getDevice(), true)) {
            to.set(new NDIndex("..."), here);
        }
    }

    /** Adds the gradients of the same network on whatever device to this one's; the other begins new sums. */
    void takeGradients(Student other) {
        for (int i = 0; i < weights.size(); i++) {
            NDArray to = weights.get(i).values();
            PtNDArray from = (PtNDArray) other.weights.get(i).values();
            if (!weights.get(i).isTrained()) {
                continue;
            }
            // Each is a new handle on the one gradient; left open, it would stay as long as the weight.
            try (NDArray sum = to.getGradient();
                    NDArray gradient = from.getGradient();
                    NDArray here = gradient.toDevice(to.getDevice(), true)) {
                sum.addi(here);
            }
            JniUtils.zeroGrad(from);
        }
    }

    /** With the weights as they are now. */
    NetworkGraph graph() {
        return block.graph();
    }

    /** A pass that only counts: what batch normalisations are given goes into their statistics, and nothing is dropped. */
    void observe(NDManager call, ByteBuffer faces, long[] shape) {
        block.observe(true);
        try {
            forward(call, faces, shape, true);
        } finally {
            block.observe(false);
        }
    }

    /** Weights and statistics. */
    Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.forEach(weight -> values.put(weight.name(), weight.values().toFloatArray()));
        statistics.forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    @Override
    public void close() {
        block.clear();
        manager.close();
    }
}
