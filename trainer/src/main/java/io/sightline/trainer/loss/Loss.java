package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import io.sightline.trainer.optim.Weight;
import java.util.List;

/** What training makes small. Its own weights, if it has any, are trained along and kept out of the bundle. */
public sealed interface Loss permits TripletLoss, CrossEntropyHead, ArcFaceHead, Distillation {

    /**
     * Computed within a gradient collector; what it makes belongs to the manager of {@code embeddings}.
     *
     * @param embeddings {@code [faces, dimension]}, not normalised
     * @return one number, the mean over what the loss counts
     */
    NDArray of(NDArray embeddings, BatchLabels labels);

    default List<Weight> weights() {
        return List.of();
    }
}
