package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.sightline.trainer.optim.Weight;
import java.util.List;
import java.util.Random;

/**
 * Additive angular margin (Deng et al. 2019, ArcFace, equation 3): cross-entropy over {@code s cos(theta + m)} for the
 * face's person and {@code s cos(theta)} for the others, {@code theta} the angle between the embedding and the person's
 * centre.
 *
 * <p>Beyond {@code theta + m = pi} the cosine would rise again and reward what is worst; there the logit goes on as
 * {@code cos(theta) - m sin(m)}, which falls all the way (as the authors' code has it). The cosine is kept off ±1 by
 * 1e-6, where the sine's slope has no bound.
 */
public final class ArcFaceHead implements Loss {
    private static final float OFF_ONE = 1e-6f;

    private final NDArray centres;
    private final int people;
    private final double scale;
    private final double margin;
    private final double smoothing;

    /**
     * @param manager of the weights
     * @param scale s; the paper's is 64
     * @param margin m in radians; the paper's is 0.5
     */
    public ArcFaceHead(
            NDManager manager,
            int dimension,
            int people,
            double scale,
            double margin,
            double smoothing,
            Random random) {
        Classes.requireSmoothing(smoothing);
        if (!(scale > 0)) {
            throw new IllegalArgumentException("ArcFace's scale is above 0, got " + scale);
        }
        if (!(margin >= 0 && margin < Math.PI / 2)) {
            throw new IllegalArgumentException("ArcFace's margin is an angle from 0 to below pi/2, got " + margin);
        }
        // Only directions count.
        this.centres = Classes.even(manager, new Shape(people, dimension), 1, random);
        this.people = people;
        this.scale = scale;
        this.margin = margin;
        this.smoothing = smoothing;
    }

    @Override
    public NDArray of(NDArray embeddings, BatchLabels labels) {
        NDManager call = embeddings.getManager();
        NDArray cosines = UnitVectors.of(embeddings)
                .matMul(UnitVectors.of(Classes.within(call, centres)).transpose())
                .clip(OFF_ONE - 1, 1 - OFF_ONE);
        NDArray chosen = Classes.chosen(call, labels.people(), people);
        NDArray own = cosines.mul(chosen).sum(new int[] {1}, true);
        NDArray logits = cosines.add(withMargin(own).sub(own).mul(chosen)).mul(scale);
        return Classes.crossEntropy(logits, chosen, smoothing);
    }

    /** @param own {@code [faces, 1]}, cosine to the own centre */
    private NDArray withMargin(NDArray own) {
        NDArray sine = own.square().neg().add(1).sqrt();
        NDArray turned = own.mul(Math.cos(margin)).sub(sine.mul(Math.sin(margin)));
        NDArray beyond = own.sub(margin * Math.sin(margin));
        NDArray isBeyond = own.stopGradient().lte(Math.cos(Math.PI - margin)).toType(own.getDataType(), false);
        return turned.add(beyond.sub(turned).mul(isBeyond));
    }

    @Override
    public List<Weight> weights() {
        return List.of(new Weight("centres.weight", centres, true));
    }
}
