package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sightline.trainer.optim.Weight;
import java.util.List;
import java.util.Random;

/**
 * Tells the people of the training set apart by a linear layer on the embedding as the network gives it: a helper, which
 * steadies the triplets' gradients early on.
 */
public final class CrossEntropyHead implements Loss {
    private final NDArray weight;
    private final NDArray bias;
    private final int people;
    private final double smoothing;

    /**
     * @param manager of the weights
     * @param random first values, as PyTorch's {@code Linear} draws them
     */
    public CrossEntropyHead(NDManager manager, int dimension, int people, double smoothing, Random random) {
        Classes.requireSmoothing(smoothing);
        double bound = 1 / Math.sqrt(dimension);
        this.weight = Classes.even(manager, new Shape(people, dimension), bound, random);
        this.bias = Classes.even(manager, new Shape(people), bound, random);
        this.people = people;
        this.smoothing = smoothing;
    }

    @Override
    public NDArray of(NDArray embeddings, BatchLabels labels) {
        NDManager call = embeddings.getManager();
        NDArray logits =
                embeddings.matMul(Classes.within(call, weight).transpose()).add(bias);
        return Classes.crossEntropy(logits, Classes.chosen(call, labels.people(), people), smoothing);
    }

    @Override
    public List<Weight> weights() {
        return List.of(new Weight("classes.weight", weight, true), new Weight("classes.bias", bias, false));
    }
}
