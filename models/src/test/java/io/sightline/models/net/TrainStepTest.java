package io.sightline.models.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.sightline.models.PythonTorch;
import io.sightline.models.djl.NetworkBlock;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.SafeTensors;
import io.sightline.models.testkit.TestNetworks;
import io.sightline.models.weights.WeightFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A step of training here and in PyTorch for Python, from the same weights: {@code src/test/python/train_step.py}. */
class TrainStepTest {
    private static final String GRADIENT = "grad.";
    private static final int FACES = 4;
    private static final int DIMENSION = 16;

    @TempDir
    Path folder;

    @BeforeEach
    void assumePyTorch() throws Exception {
        PythonTorch.assumeInstalled();
    }

    @Test
    void trainsFacenetOnMobileNetV1AsPyTorchDoes() throws Exception {
        agrees("facenet-mobilenetv1", Architecture.FACENET_MOBILENETV1.graph(DIMENSION, 1));
    }

    @Test
    void trainsResidualNetworksWithPReluAsPyTorchDoes() throws Exception {
        agrees("improved", ImprovedResNet.graph(new int[] {1, 1, 1, 1}, DIMENSION, new Draw(1)));
    }

    private void agrees(String network, NetworkGraph initial) throws Exception {
        NetworkGraph graph = withoutDropout(TestNetworks.withRandomStatistics(initial, 2));
        int size = graph.input().width();
        Parameter input = random("input", List.of(FACES, 3, size, size), 3);
        Parameter direction = random("direction", List.of(FACES, DIMENSION), 4);

        Map<String, Parameter> ours = step(graph, input, direction);
        Map<String, Parameter> given = new LinkedHashMap<>(graph.parameters());
        given.put("input", input);
        given.put("direction", direction);
        Path in = Files.write(folder.resolve("in.safetensors"), SafeTensors.of(given));
        Path out = folder.resolve("out.safetensors");
        PythonTorch.run("train_step.py", network, in, out);
        Map<String, Parameter> theirs = WeightFile.read(out);

        assertThat(ours.keySet()).containsExactlyInAnyOrderElementsOf(theirs.keySet());
        double steepest = theirs.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(GRADIENT))
                .mapToDouble(entry -> length(entry.getValue().values()))
                .max()
                .orElseThrow();
        theirs.forEach((name, expected) -> {
            // Where a number falls on the other side of a bend, its gradient is another: hence the wider bound for
            // these.
            // Those that a later normalisation makes zero are rounding errors here and there.
            double bound = name.startsWith(GRADIENT)
                    ? 5e-3 * length(expected.values()) + 1e-6 * steepest
                    : 1e-4 * length(expected.values());
            assertThat(distance(ours.get(name).values(), expected.values()))
                    .as(name)
                    .isLessThan(bound);
        });
    }

    private static Map<String, Parameter> step(NetworkGraph graph, Parameter input, Parameter direction) {
        Map<String, Parameter> results = new LinkedHashMap<>();
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(graph);
            block.initialize(manager);
            ParameterStore store = new ParameterStore(manager, false);
            NDArray x = manager.create(input.values(), new Shape(FACES, 3, input.size(2), input.size(3)));
            NDArray along = manager.create(direction.values(), new Shape(FACES, DIMENSION));
            put(results, "before", block.forward(store, new NDList(x), false).singletonOrThrow());
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray vectors = block.forward(store, new NDList(x), true).singletonOrThrow();
                collector.backward(vectors.mul(along).sum());
                put(results, "vectors", vectors);
            }
            for (String name : graph.parameters().keySet()) {
                NDArray array = block.getDirectParameters().get(name).getArray();
                if (graph.trainable().contains(name)) {
                    put(results, GRADIENT + name, array.getGradient());
                } else if (!name.endsWith(".gamma")) {
                    put(results, name, array);
                }
            }
        }
        return results;
    }

    private static void put(Map<String, Parameter> results, String name, NDArray array) {
        float[] values = array.toFloatArray();
        results.put(name, new Parameter(name, List.of(values.length), values));
    }

    private static NetworkGraph withoutDropout(NetworkGraph graph) {
        List<Node> nodes = graph.nodes().stream()
                .map(node -> node.operation() instanceof Operation.Dropout
                        ? new Node(new Operation.Dropout(0), node.inputs(), node.output())
                        : node)
                .toList();
        return new NetworkGraph(graph.input(), nodes, graph.outputs());
    }

    private static Parameter random(String name, List<Integer> shape, long seed) {
        int length = shape.stream().reduce(1, Math::multiplyExact);
        return new Parameter(name, shape, TestNetworks.uniform(new Random(seed), length, -1, 1));
    }

    private static double length(float[] values) {
        return distance(values, new float[values.length]);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.pow((double) a[i] - b[i], 2);
        }
        return Math.sqrt(sum);
    }
}
