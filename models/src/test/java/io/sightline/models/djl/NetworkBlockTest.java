package io.sightline.models.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.sightline.models.Engines;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.OnnxExport;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.TorchScriptExport;
import io.sightline.models.graph.Value;
import io.sightline.models.testkit.TestNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkBlockTest {
    private static final int SIZE = 13;

    @TempDir
    Path folder;

    @Test
    void computesEveryOperationAsTheExportsOfItsFoldedFormDo() throws Exception {
        NetworkGraph graph = TestNetworks.withRandomStatistics(everything(), 1);
        float[] input = TestNetworks.uniform(new Random(2), 2 * 3 * SIZE * SIZE, -1, 1);

        float[] block = inference(graph, input, 2);
        Path onnx = Files.write(folder.resolve("all.onnx"), OnnxExport.of(graph.folded()));
        Path torch = Files.write(folder.resolve("all.pt"), TorchScriptExport.of(graph.folded()));

        assertThat(spread(block)).isGreaterThan(0.1f);
        assertThat(Engines.onnx(onnx, input, 2, 3, SIZE, SIZE).get(0)).containsExactly(block, within(1e-4f));
        assertThat(Engines.torch(torch, input, 2, 3, SIZE, SIZE).get(0)).containsExactly(block, within(1e-4f));
    }

    @Test
    void computesEveryOperationAsTheExportsOfItsTrainableFormDo() throws Exception {
        NetworkGraph graph = TestNetworks.withRandomStatistics(everything(), 1);
        float[] input = TestNetworks.uniform(new Random(2), 2 * 3 * SIZE * SIZE, -1, 1);

        float[] block = inference(graph, input, 2);
        Path onnx = Files.write(folder.resolve("all.onnx"), OnnxExport.of(graph));
        Path torch = Files.write(folder.resolve("all.pt"), TorchScriptExport.of(graph));

        assertThat(Engines.onnx(onnx, input, 2, 3, SIZE, SIZE).get(0)).containsExactly(block, within(1e-4f));
        assertThat(Engines.torch(torch, input, 2, 3, SIZE, SIZE).get(0)).containsExactly(block, within(1e-4f));
    }

    @Test
    void movesRunningStatisticsTowardsTheBatch() {
        GraphBuilder net = new GraphBuilder(1, 1, 2);
        net.output("y", net.flatten("flat", net.batchNorm("bn", net.input(), 1e-5f, 0.1f, true)));
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(net.build());
            block.initialize(manager);

            float[] y = train(block, manager, new float[] {1, 2, 3, 6}, new Shape(2, 1, 1, 2));

            NetworkGraph after = block.graph();
            // Of 1, 2, 3, 6: mean 3, variance 14/4 of the batch, 14/3 as an estimate of where it comes from.
            assertThat(after.parameters().get("bn.mean").values()[0]).isCloseTo(0.3f, within(1e-6f));
            assertThat(after.parameters().get("bn.variance").values()[0])
                    .isCloseTo(0.9f + 0.1f * 14 / 3, within(1e-5f));
            assertThat(y[0]).isCloseTo((float) (-2 / Math.sqrt(3.5 + 1e-5)), within(1e-5f));
        }
    }

    @Test
    void keepsTheStatisticsOfAFrozenNormalisation() {
        GraphBuilder net = new GraphBuilder(1, 1, 2);
        net.output("y", net.flatten("flat", net.batchNorm("bn", net.input(), 0, 0.1f, true)));
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(net.build());
            block.initialize(manager);
            block.freeze(name -> name.startsWith("bn."));

            float[] y = train(block, manager, new float[] {1, 2, 3, 6}, new Shape(2, 1, 1, 2));

            assertThat(y).containsExactly(1, 2, 3, 6);
            assertThat(block.graph().parameters().get("bn.mean").values()).containsExactly(0);
        }
    }

    @Test
    void givesAGradientToEveryWeightButFrozenOnesAndStatistics() {
        NetworkGraph graph = TestNetworks.withRandomStatistics(everything(), 3);
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(graph);
            block.initialize(manager);
            block.freeze(name -> name.equals("conv.weight"));
            float[] input = TestNetworks.uniform(new Random(2), 4 * 3 * SIZE * SIZE, -1, 1);

            gradients(block, manager, input, new Shape(4, 3, SIZE, SIZE));

            for (String name : graph.parameters().keySet()) {
                NDArray array = block.getDirectParameters().get(name).getArray();
                boolean learns = graph.trainable().contains(name) && !name.equals("conv.weight");
                assertThat(array.hasGradient()).as(name).isEqualTo(learns);
                if (learns) {
                    assertThat(spread(array.getGradient().toFloatArray()))
                            .as(name)
                            .isPositive();
                }
            }
        }
    }

    @Test
    void thawsWhatWasFrozen() {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(everything());
            block.initialize(manager);
            block.freeze(name -> true);
            block.freeze(name -> false);

            assertThat(block.getDirectParameters().values().stream()
                            .filter(ai.djl.nn.Parameter::requiresGradient)
                            .map(ai.djl.nn.Parameter::getName))
                    .containsExactlyElementsOf(everything().trainable());
        }
    }

    @Test
    void closesEverythingButTheOutputAndSingleNumbers() {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(everything());
            block.initialize(manager);
            try (NDManager step = manager.newSubManager()) {
                NDArray input = step.create(
                        TestNetworks.uniform(new Random(2), 3 * SIZE * SIZE, -1, 1), new Shape(1, 3, SIZE, SIZE));

                NDArray output = block.forward(new ParameterStore(manager, false), new NDList(input), false)
                        .singletonOrThrow();

                assertThat(step.getManagedArrays())
                        .filteredOn(array -> !array.getShape().isScalar())
                        .containsExactlyInAnyOrder(input, output);
            }
        }
    }

    @Test
    void readsItsWeightsBack() {
        NetworkGraph graph = TestNetworks.withRandomStatistics(everything(), 5);
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(graph);
            block.initialize(manager);

            assertThat(block.graph()).isEqualTo(graph);
        }
    }

    /** Each operation at least once, with the paddings that differ. */
    private static NetworkGraph everything() {
        GraphBuilder net = new GraphBuilder(3, SIZE, SIZE);
        Value x = net.conv(
                "conv", net.input(), List.of(8, 3, 3, 3), random(0.3f), Optional.empty(), 1, new Padding(0, 1, 2, 1));
        x = net.relu("relu", net.batchNorm("bn", x, 1e-3f, 0.1f, true));
        Value before = x;
        x = net.maxPool("pool", x, 3, 1, Padding.all(1), false);
        x = net.batchNorm("alone", x, 1e-5f, 0.1f, false);
        x = net.conv("deep", x, List.of(8, 1, 1, 3), random(1), Optional.of(random(1)), 1, new Padding(0, 1, 0, 1));
        x = net.prelu("prelu", net.scale("scale", x, 0.5f), random(0.5f));
        Value gate = net.globalAverageMap("squeeze", x);
        gate = net.conv("fc", gate, List.of(8, 8, 1, 1), random(1), Optional.of(random(1)), 1, Padding.NONE);
        x = net.multiply("excite", x, net.hardSigmoid("gate", gate));
        x = net.add("sum", x, net.hardSwish("swish", before));
        Value half = net.averagePool("half", x, 2, 2);
        Value best = net.maxPool("best", net.clip("clip", x, -0.5f, 6), 2, 2, true);
        Value wide = net.zeroPad("wide", half, 0, 1, 1);
        x = net.concat("concat", List.of(best, net.sigmoid("sigmoid", wide)));
        Value flat = net.linear("mean", net.globalAverage("average", x), 5, random(1), Optional.empty());
        Value all = net.linear("last", net.flatten("flat", x), 5, random(0.2f), Optional.of(random(1)));
        all = net.batchNorm("last_bn", net.dropout("dropout", all, 0.3f), 1e-3f, 0.1f, true);
        net.output("embedding", net.prelu("last_prelu", net.multiply("product", flat, all), random(1)));
        return net.build();
    }

    private static Initial random(float bound) {
        return (name, shape) -> TestNetworks.uniform(
                new Random(name.hashCode()), shape.stream().reduce(1, Math::multiplyExact), -bound, bound);
    }

    private static float[] inference(NetworkGraph graph, float[] input, int count) {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(graph);
            block.initialize(manager);
            Value in = graph.input();
            NDArray x = manager.create(input, new Shape(count, in.channels(), in.height(), in.width()));
            return block.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private static float[] train(NetworkBlock block, NDManager manager, float[] input, Shape shape) {
        try (NDManager step = manager.newSubManager()) {
            return block.forward(new ParameterStore(manager, false), new NDList(step.create(input, shape)), true)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private static void gradients(NetworkBlock block, NDManager manager, float[] input, Shape shape) {
        try (NDManager step = manager.newSubManager();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray y = block.forward(new ParameterStore(manager, false), new NDList(step.create(input, shape)), true)
                    .singletonOrThrow();
            collector.backward(y.square().sum());
        }
    }

    private static float spread(float[] values) {
        float least = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        for (float value : values) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        return most - least;
    }
}
