package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.PyTorchLibraries;
import io.sightline.trainer.loss.BatchLabels;
import io.sightline.trainer.loss.CrossEntropyHead;
import io.sightline.trainer.loss.LossSum;
import io.sightline.trainer.loss.Mining;
import io.sightline.trainer.loss.TripletLoss;
import io.sightline.trainer.optim.Weight;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A batch in pieces gives the gradients of the whole, as PyTorch's own automatic differentiation has them. */
class StepComputationTest {
    private static final long SEED = 5;
    private static final int PEOPLE = 5;
    private static final int IMAGES = 4;

    private final Engine engine = PyTorchLibraries.load();
    private final Replicas replicas = new Replicas(TinyNetwork.graph(0.4f), engine, List.of(Device.cpu()));
    private final Student student = replicas.first();
    private final LossSum losses = new LossSum(List.of(
            new LossSum.Term("triplet", 1, new TripletLoss(Mining.HARD, 0.5)),
            new LossSum.Term(
                    "classes",
                    0.7,
                    new CrossEntropyHead(student.manager(), TinyNetwork.DIMENSION, PEOPLE, 0.1, new Random(3)))));
    private final PreparedBatch batch = batch();

    @AfterEach
    void close() {
        replicas.close();
    }

    private static PreparedBatch batch() {
        MadeUpPeople set = MadeUpPeople.of("p", PEOPLE, IMAGES);
        var network = new CropPreprocessor(TinyNetwork.INPUT, TinyNetwork.TEMPLATE);
        var faces = new FaceBatch(set.size(), 32, 32);
        int[] people = new int[set.size()];
        for (int i = 0; i < people.length; i++) {
            var crop = set.crop(i);
            faces.add(floats -> network.into(floats, crop.jpeg(), crop.landmarks()));
            people[i] = i / IMAGES;
        }
        var batch = new PreparedBatch(faces, null);
        batch.complete(people, null);
        return batch;
    }

    private List<Weight> weights() {
        List<Weight> all = new ArrayList<>(student.weights());
        all.addAll(losses.weights());
        return all;
    }

    private Map<String, float[]> gradients() {
        Map<String, float[]> gradients = new LinkedHashMap<>();
        for (Weight weight : weights()) {
            try (NDArray gradient = weight.values().getGradient()) {
                gradients.put(weight.name(), gradient.toFloatArray());
                gradient.subi(gradient);
            }
        }
        return gradients;
    }

    private Map<String, float[]> statistics() {
        Map<String, float[]> values = new LinkedHashMap<>();
        student.statistics().forEach((name, array) -> values.put(name, array.toFloatArray()));
        return values;
    }

    private static void assertEqual(Map<String, float[]> found, Map<String, float[]> expected, double share) {
        assertThat(found).containsOnlyKeys(expected.keySet());
        expected.forEach((name, values) -> {
            float largest = 1e-6f;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            for (int i = 0; i < values.length; i++) {
                assertThat(found.get(name)[i]).as(name).isCloseTo(values[i], within((float) (share * largest)));
            }
        });
    }

    /** All pieces in one graph: each is normalised and thinned out by itself, the loss is over them all. */
    private double expected(int faces) {
        try (NDManager call = student.manager().newSubManager();
                Gradients collector = new Gradients()) {
            NDList pieces = new NDList();
            for (Piece piece : Piece.of(batch.size(), faces, 1)) {
                student.seed(Seeds.of(SEED, piece.number()));
                pieces.add(student.forward(
                        call, batch.bytes(piece.from(), piece.count()), batch.shape(piece.count()), true));
            }
            NDArray all = pieces.size() == 1 ? pieces.get(0) : ai.djl.ndarray.NDArrays.concat(pieces, 0);
            LossSum.Value value = losses.of(all, new BatchLabels(batch.people(), null, Seeds.random(SEED, -1)));
            collector.backward(value.total());
            return value.total().getFloat();
        }
    }

    @Test
    void piecesGiveTheGradientsAndStatisticsOfOneGraph() {
        for (int faces : new int[] {20, 10, 8}) {
            Map<String, float[]> before = statistics();
            double loss = expected(faces);
            Map<String, float[]> gradients = gradients();
            Map<String, float[]> after = statistics();
            student.statistics().forEach((name, array) -> array.set(before.get(name)));

            StepComputation.Losses found = new StepComputation(replicas, losses, faces).compute(batch, SEED, 1);

            assertThat(found.loss()).isCloseTo(loss, within(1e-5 * loss));
            assertEqual(gradients(), gradients, 1e-4);
            assertEqual(statistics(), after, 1e-5);
            assertThat(after.get("norm.mean")).isNotEqualTo(before.get("norm.mean"));
        }
    }

    @Test
    void gradientsOfSeveralBatchesAddUpByTheirShares() {
        var computation = new StepComputation(replicas, losses, 20);
        computation.compute(batch, SEED, 1);
        Map<String, float[]> whole = gradients();
        computation.compute(batch, SEED, 0.25);
        computation.compute(batch, SEED, 0.75);
        assertEqual(gradients(), whole, 1e-5);
    }

    @Test
    void aStepLeavesNothingBehindInMemory() {
        var computation = new StepComputation(replicas, losses, 8);
        computation.compute(batch, SEED, 1);
        int arrays = student.manager().getManagedArrays().size();
        for (int i = 0; i < 3; i++) {
            computation.compute(batch, SEED + i, 1);
        }
        assertThat(student.manager().getManagedArrays()).hasSize(arrays);
    }

    @Test
    void severalReplicasLeaveNothingBehindInMemory() {
        try (var two = new Replicas(TinyNetwork.graph(0.4f), engine, List.of(Device.cpu(), Device.cpu()))) {
            var onTwo = new StepComputation(two, losses, 8);
            List<Integer> arrays = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                onTwo.compute(batch, SEED + i, 1);
                two.spread();
                arrays.addAll(two.compute(
                        Piece.of(20, 10, 1),
                        (replica, piece) -> replica.manager().getManagedArrays().size()));
            }
            assertThat(arrays.subList(2, 8)).containsOnly(arrays.get(0));
        }
    }
}
