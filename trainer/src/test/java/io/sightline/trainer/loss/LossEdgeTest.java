package io.sightline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.sightline.core.UserError;
import io.sightline.trainer.testkit.Tensors;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LossEdgeTest {
    private final NDManager manager = Tensors.manager();

    @AfterEach
    void close() {
        manager.close();
    }

    private float[] gradient(Loss loss, float[][] embeddings, int... people) {
        NDArray array = manager.create(embeddings);
        array.setRequiresGradient(true);
        try (GradientCollector collector = Tensors.gradients()) {
            NDArray value = loss.of(array, new BatchLabels(people, null, new Random(1)));
            assertThat(value.getFloat()).isFinite();
            collector.backward(value);
        }
        return array.getGradient().toFloatArray();
    }

    @Test
    void facesThatAreNearEnoughCostNothing() {
        float[][] apart = {{1, 0}, {1, 0.01f}, {-1, 0}, {-1, 0.01f}};
        for (Mining mining : Mining.values()) {
            assertThat(gradient(new TripletLoss(mining, 0.2), apart, 0, 0, 1, 1))
                    .containsOnly(0);
        }
    }

    @Test
    void aBatchOfOnePersonHasNoTriplets() {
        assertThat(gradient(new TripletLoss(Mining.HARD, 0.2), new float[][] {{1, 2}, {3, 4}}, 0, 0))
                .containsOnly(0);
    }

    @Test
    void randomTripletsTakeEveryOtherPersonInTime() {
        Random random = new Random(5);
        Set<Integer> negatives = new TreeSet<>();
        for (int i = 0; i < 60; i++) {
            Triplets triplets = Triplets.mine(new float[5][5], new int[] {0, 1, 0, 2, 3}, Mining.RANDOM, random);
            assertThat(triplets.anchors()).containsExactly(0, 2);
            assertThat(triplets.positives()).containsExactly(2, 0);
            negatives.add(triplets.negatives()[0]);
        }
        assertThat(negatives).containsExactly(1, 3, 4);
    }

    @Test
    void arcFaceHasASlopeWhereAFaceLiesOnItsCentreOrOppositeToIt() {
        var head = new ArcFaceHead(manager, 2, 2, 64, 0.5, 0, new Random(1));
        head.weights().get(0).values().set(new float[] {1, 0, 0, 1});

        float[] gradient = gradient(head, new float[][] {{1, 0}, {-1, 0}, {0, 0}}, 0, 0, 1);

        for (float value : gradient) {
            assertThat(value).isFinite();
        }
    }

    @Test
    void anArcFaceLogitFallsAllTheWayFromTheCentreToItsOpposite() {
        var head = new ArcFaceHead(manager, 2, 2, 8, 0.5, 0, new Random(1));
        head.weights().get(0).values().set(new float[] {1, 0, 0, 1});
        double last = Double.NEGATIVE_INFINITY;
        for (double angle = 0; angle <= Math.PI; angle += 0.05) {
            // The other centre is as far on both sides: the mirrored direction keeps its logit out of it.
            NDArray face =
                    manager.create(new float[] {(float) Math.cos(angle), -(float) Math.sin(angle)}, new Shape(1, 2));
            double own = ownLogit(head, face, Math.cos(angle + Math.PI / 2));
            assertThat(-own).isGreaterThan(last);
            last = -own;
        }
    }

    /** From the loss of two classes: {@code log(1 + exp(other - own))}. */
    private double ownLogit(ArcFaceHead head, NDArray face, double otherCosine) {
        double loss = head.of(face, new BatchLabels(new int[] {0}, null, new Random(1)))
                .getFloat();
        return 8 * otherCosine - Math.log(Math.expm1(loss));
    }

    @Test
    void vectorsOfAnotherDimensionAreRefused() {
        assertThatThrownBy(() -> new Distillation(Distillation.Aim.VECTORS).requireFits(512, 128))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("512")
                .hasMessageContaining("128");
        new Distillation(Distillation.Aim.SIMILARITIES).requireFits(512, 128);
    }
}
