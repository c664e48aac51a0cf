package io.sightline.trainer.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * A face shall be nearer to each of its person than to any of others, by a margin (Schroff, Kalenichenko and Philbin
 * 2015, FaceNet, equation 3): {@code max(0, |a - p|² - |a - n|² + margin)} of unit vectors, distances squared as in the
 * paper. The mean over the triplets that still break the margin, so that the few hard ones of a late batch count as
 * much as the many of an early one; 0 when none does.
 */
public final class TripletLoss implements Loss {
    private final Mining mining;
    private final double margin;

    /** @param margin on squared distances, which go from 0 to 4; the paper's is 0.2 */
    public TripletLoss(Mining mining, double margin) {
        if (!(margin > 0 && margin <= 4)) {
            throw new IllegalArgumentException("The margin of triplets lies above 0 and up to 4, got " + margin);
        }
        this.mining = mining;
        this.margin = margin;
    }

    @Override
    public NDArray of(NDArray embeddings, BatchLabels labels) {
        NDArray unit = UnitVectors.of(embeddings);
        Triplets triplets = Triplets.mine(distances(unit), labels.people(), mining, labels.random());
        return of(unit, triplets);
    }

    NDArray of(NDArray unit, Triplets triplets) {
        if (triplets.count() == 0) {
            return unit.sum().mul(0);
        }
        NDArray anchors = rows(unit, triplets.anchors());
        NDArray positive =
                anchors.sub(rows(unit, triplets.positives())).square().sum(new int[] {1});
        NDArray negative =
                anchors.sub(rows(unit, triplets.negatives())).square().sum(new int[] {1});
        NDArray broken = positive.sub(negative).add(margin).maximum(0);
        NDArray count = broken.stopGradient()
                .gt(0)
                .toType(broken.getDataType(), false)
                .sum()
                .maximum(1);
        return broken.sum().div(count);
    }

    private static NDArray rows(NDArray unit, int[] places) {
        NDManager manager = unit.getManager();
        return unit.get(new NDIndex("{}", manager.create(longs(places), new Shape(places.length))));
    }

    private static long[] longs(int[] places) {
        long[] longs = new long[places.length];
        for (int i = 0; i < places.length; i++) {
            longs[i] = places[i];
        }
        return longs;
    }

    /** Squared, between unit vectors: {@code 2 - 2 cos}. */
    private static float[][] distances(NDArray unit) {
        float[] cosines;
        int count = Math.toIntExact(unit.getShape().get(0));
        try (NDArray fixed = unit.stopGradient();
                NDArray turned = fixed.transpose();
                NDArray products = fixed.matMul(turned)) {
            cosines = products.toFloatArray();
        }
        float[][] distances = new float[count][count];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < count; j++) {
                distances[i][j] = Math.max(0, 2 - 2 * cosines[i * count + j]);
            }
        }
        return distances;
    }
}
