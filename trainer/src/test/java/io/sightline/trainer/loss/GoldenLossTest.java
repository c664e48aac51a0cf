package io.sightline.trainer.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.trainer.optim.Weight;
import io.sightline.trainer.testkit.Golden;
import io.sightline.trainer.testkit.Tensors;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Losses and their gradients are PyTorch's to 1e-5. */
class GoldenLossTest {
    private static final double SHARE = 1e-5;

    private final NDManager manager = Tensors.manager();
    private JsonNode golden;
    private int[] people;

    @BeforeEach
    void read() throws IOException {
        golden = Golden.all();
        people = Golden.ints(golden.get("people"));
    }

    @AfterEach
    void close() {
        manager.close();
    }

    private static void set(Loss loss, String name, JsonNode values) {
        for (Weight weight : loss.weights()) {
            if (weight.name().endsWith(name)) {
                weight.values().set(Golden.floats(values));
            }
        }
    }

    private void check(Loss loss, JsonNode embeddings, float[][] teacher, JsonNode expected) {
        NDArray array = Golden.array(manager, embeddings);
        array.setRequiresGradient(true);
        try (GradientCollector collector = Tensors.gradients()) {
            NDArray value = loss.of(array, new BatchLabels(people, teacher, new Random(1)));
            assertThat((double) value.getFloat())
                    .isCloseTo(expected.get("loss").doubleValue(), withinPercentage(100 * SHARE));
            collector.backward(value);
        }
        JsonNode gradients = expected.get("gradients");
        Golden.assertNear(array.getGradient().toFloatArray(), gradients.get("embeddings"), SHARE);
        for (Weight weight : loss.weights()) {
            String name = weight.name().equals("centres.weight")
                    ? "centres"
                    : weight.name().substring(weight.name().indexOf('.') + 1);
            Golden.assertNear(weight.values().getGradient().toFloatArray(), gradients.get(name), SHARE);
        }
    }

    @Test
    void tripletsAreThoseThatPyTorchFinds() {
        for (JsonNode expected : golden.get("triplets")) {
            float[][] unit = new float[people.length][];
            float[][] rows = Golden.rows(golden.get("embeddings"));
            for (int i = 0; i < rows.length; i++) {
                double length = 0;
                for (float v : rows[i]) {
                    length += v * v;
                }
                unit[i] = rows[i].clone();
                for (int k = 0; k < unit[i].length; k++) {
                    unit[i][k] /= (float) Math.sqrt(length);
                }
            }
            float[][] distances = new float[people.length][people.length];
            for (int i = 0; i < unit.length; i++) {
                for (int j = 0; j < unit.length; j++) {
                    for (int k = 0; k < unit[i].length; k++) {
                        distances[i][j] += (unit[i][k] - unit[j][k]) * (unit[i][k] - unit[j][k]);
                    }
                }
            }
            Mining mining = Mining.valueOf(expected.get("mining").textValue());
            Triplets found = Triplets.mine(distances, people, mining, new Random(1));

            JsonNode triplets = expected.get("triplets");
            assertThat(found.count()).isEqualTo(triplets.size());
            for (int i = 0; i < triplets.size(); i++) {
                assertThat(new int[] {found.anchors()[i], found.positives()[i], found.negatives()[i]})
                        .isEqualTo(Golden.ints(triplets.get(i)));
            }
        }
    }

    @Test
    void theTripletLossIsPyTorchs() {
        for (JsonNode expected : golden.get("triplets")) {
            Mining mining = Mining.valueOf(expected.get("mining").textValue());
            check(
                    new TripletLoss(mining, expected.get("margin").doubleValue()),
                    golden.get("embeddings"),
                    null,
                    expected);
        }
    }

    @Test
    void crossEntropyWithAndWithoutSmoothingIsPyTorchs() {
        JsonNode head = golden.get("crossEntropy");
        for (JsonNode expected : head.get("cases")) {
            int dimension = head.get("weight").get(0).size();
            Loss loss = new CrossEntropyHead(
                    manager,
                    dimension,
                    head.get("weight").size(),
                    expected.get("smoothing").doubleValue(),
                    new Random(2));
            set(loss, "weight", head.get("weight"));
            set(loss, "bias", head.get("bias"));
            check(loss, golden.get("embeddings"), null, expected);
        }
    }

    @Test
    void arcFaceIsPyTorchsAlsoWhereAFaceIsOppositeToItsCentre() {
        JsonNode head = golden.get("arcFace");
        for (JsonNode expected : head.get("cases")) {
            Loss loss = new ArcFaceHead(
                    manager,
                    head.get("centres").get(0).size(),
                    head.get("centres").size(),
                    expected.get("scale").doubleValue(),
                    expected.get("margin").doubleValue(),
                    0,
                    new Random(3));
            set(loss, "weight", head.get("centres"));
            check(loss, head.get("embeddings"), null, expected);
        }
    }

    @Test
    void distillationIsPyTorchs() {
        for (JsonNode expected : golden.get("distillation")) {
            Loss loss = new Distillation(
                    Distillation.Aim.valueOf(expected.get("aim").textValue()));
            check(loss, golden.get("embeddings"), Golden.rows(expected.get("teacher")), expected);
        }
    }
}
