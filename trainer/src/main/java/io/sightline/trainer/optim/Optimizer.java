package io.sightline.trainer.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.sightline.core.UserError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Moves weights against their gradients, step by step as PyTorch's optimizers do. Its state is in the open, unlike that
 * of DJL's optimizers: a checkpoint holds it, and training goes on exactly where it was. One thread.
 */
public abstract sealed class Optimizer implements AutoCloseable permits Adam, Sgd {
    /** A float holds every whole number up to 2^24: steps are kept as two of them. */
    private static final int STEPS_PER_UNIT = 1 << 20;

    private final List<Weight> weights;
    private final NDManager manager;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /** What is remembered of one weight: how often it was changed, and tensors of its shape by name. */
    static final class Slot {
        private final NDManager manager;
        private final Shape shape;
        private final SortedMap<String, NDArray> tensors = new TreeMap<>();
        private long steps;

        private Slot(NDManager manager, Shape shape) {
            this.manager = manager;
            this.shape = shape;
        }

        /** Counted from 1: the step that is being taken. */
        long step() {
            return steps;
        }

        /** Zeros when it is asked for first. */
        NDArray tensor(String name) {
            return tensors.computeIfAbsent(name, n -> manager.zeros(shape));
        }
    }

    Optimizer(List<Weight> weights, NDManager parent) {
        this.weights = List.copyOf(weights);
        this.manager = parent.newSubManager();
        for (Weight weight : weights) {
            slots.put(weight.name(), new Slot(manager, weight.values().getShape()));
        }
        if (slots.size() != weights.size()) {
            throw new IllegalArgumentException("Two weights have the same name");
        }
    }

    /**
     * Changes every weight that is trained by its gradient; the gradients stay. Not within a gradient collector.
     *
     * @param rate the learning rate of this step
     */
    public final void step(double rate) {
        for (Weight weight : weights) {
            if (weight.isTrained()) {
                Slot slot = slots.get(weight.name());
                slot.steps++;
                // A new handle on the one gradient; left open, it would stay as long as the weight.
                try (NDArray gradient = weight.values().getGradient()) {
                    update(weight, gradient, slot, rate);
                }
            }
        }
    }

    abstract void update(Weight weight, NDArray gradient, Slot slot, double rate);

    /** Begins a new sum of gradients. */
    public final void zeroGradients() {
        for (Weight weight : weights) {
            if (weight.isTrained()) {
                try (PtNDArray gradient = JniUtils.getGradient((PtNDArray) weight.values())) {
                    if (gradient != null) {
                        JniUtils.zeroGrad((PtNDArray) weight.values());
                    }
                }
            }
        }
    }

    /** Everything that the next steps depend on, by {@code <weight>/<what>}. */
    public final SortedMap<String, float[]> state() {
        SortedMap<String, float[]> state = new TreeMap<>();
        slots.forEach((name, slot) -> {
            if (slot.steps > 0) {
                state.put(
                        name + "/steps",
                        new float[] {Math.floorDiv(slot.steps, STEPS_PER_UNIT), slot.steps % STEPS_PER_UNIT});
            }
            slot.tensors.forEach((what, values) -> state.put(name + "/" + what, values.toFloatArray()));
        });
        return Collections.unmodifiableSortedMap(state);
    }

    /**
     * Takes up where {@link #state()} was taken.
     *
     * @throws UserError if it is the state of other weights
     */
    public final void restore(Map<String, float[]> state) {
        state.forEach((key, values) -> {
            int slash = key.lastIndexOf('/');
            Slot slot = slash < 0 ? null : slots.get(key.substring(0, slash));
            if (slot == null) {
                throw new UserError(
                        "The optimizer's state has '" + key + "', which belongs to no weight of this network");
            }
            String what = key.substring(slash + 1);
            if (what.equals("steps")) {
                slot.steps = ((long) values[0]) * STEPS_PER_UNIT + (long) values[1];
            } else if (values.length != slot.shape.size()) {
                throw new UserError("The optimizer's state '" + key + "' has " + values.length + " values, expected "
                        + slot.shape.size());
            } else {
                slot.tensor(what).set(values);
            }
        });
    }

    @Override
    public final void close() {
        manager.close();
    }
}
