package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Random;

/** What the heads that tell people apart have in common. */
final class Classes {
    private Classes() {}

    /**
     * Cross-entropy with label smoothing (Szegedy et al. 2016), as PyTorch's {@code CrossEntropyLoss}: the mean over the
     * batch of {@code (1 - smoothing) * -log p[person] + smoothing * mean(-log p)}.
     *
     * @param logits {@code [faces, people]}
     * @param chosen {@code [faces, people]}, 1 at each face's person
     */
    static NDArray crossEntropy(NDArray logits, NDArray chosen, double smoothing) {
        NDArray logs = logits.logSoftmax(1);
        NDArray own = logs.mul(chosen).sum(new int[] {1}).mul(smoothing - 1);
        return own.sub(logs.mean(new int[] {1}).mul(smoothing)).mean();
    }

    /** {@code [faces, people]}, 1 at each face's person. */
    static NDArray chosen(NDManager manager, int[] people, int count) {
        float[] ones = new float[people.length * count];
        for (int i = 0; i < people.length; i++) {
            ones[i * count + people[i]] = 1;
        }
        return manager.create(ones, new Shape(people.length, count));
    }

    /** Evenly between plus and minus {@code bound}. */
    static NDArray even(NDManager manager, Shape shape, double bound, Random random) {
        float[] values = new float[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
        }
        NDArray array = manager.create(values, shape);
        array.setRequiresGradient(true);
        return array;
    }

    /** The same numbers in the manager of one call: what is made of them goes with it, not with the weight. */
    static NDArray within(NDManager call, NDArray weight) {
        NDArray handle = weight.reshape(weight.getShape());
        handle.attach(call);
        return handle;
    }

    static void requireSmoothing(double smoothing) {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("Label smoothing lies between 0 and below 1, got " + smoothing);
        }
    }
}
