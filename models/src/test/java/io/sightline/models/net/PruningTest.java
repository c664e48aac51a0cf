package io.sightline.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.sightline.core.UserError;
import io.sightline.models.djl.NetworkBlock;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.Value;
import io.sightline.models.net.Pruning.Criterion;
import io.sightline.models.net.Pruning.Pruned;
import io.sightline.models.testkit.TestNetworks;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class PruningTest {
    private static final double SHARE = 0.25;

    @ParameterizedTest
    @EnumSource(names = "RESNET100", mode = Mode.EXCLUDE) // built of the same blocks as RESNET50
    void computesWhatTheWholeNetworkDoesWithTheseChannelsAtZero(Architecture architecture) {
        NetworkGraph whole = TestNetworks.withRandomStatistics(architecture.graph(32, 1), 2);
        Pruned pruned = Pruning.prune(whole, SHARE, Criterion.FILTER_NORM);
        int size = architecture.input().width();
        float[] input = TestNetworks.uniform(new Random(3), 3 * size * size, -1, 1);

        float[] expected = inference(withZeros(whole, pruned), input, size);

        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(inference(pruned.graph(), input, size)).containsExactly(expected, within(1e-4f * largest));
    }

    @ParameterizedTest
    @EnumSource(names = "RESNET100", mode = Mode.EXCLUDE)
    void takesOutAQuarterOfEachLayersChannels(Architecture architecture) {
        NetworkGraph whole = architecture.graph(32, 1);

        NetworkGraph pruned = Pruning.prune(whole, SHARE, Criterion.GAMMA).graph();

        // Both sides of most layers are narrower: about 0.75 squared is left; of depthwise layers more.
        double left = (double) pruned.cost().multiplyAdds() / whole.cost().multiplyAdds();
        assertThat(left).isBetween(0.5, 0.65);
        assertThat(pruned.outputs()).isEqualTo(whole.outputs());
        assertThat(pruned.parameters().keySet()).isEqualTo(whole.parameters().keySet());
    }

    @Test
    void canBeTrainedOn() {
        NetworkGraph pruned = Pruning.prune(Architecture.MOBILENETV3.graph(32, 1), SHARE, Criterion.FILTER_NORM)
                .graph();
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(pruned);
            block.initialize(manager);
            NDArray input = manager.randomUniform(-1, 1, new Shape(4, 3, 160, 160));
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray vectors = block.forward(new ParameterStore(manager, false), new NDList(input), true)
                        .singletonOrThrow();
                collector.backward(vectors.mul(manager.arange(32f)).sum());
            }

            for (String name : pruned.trainable()) {
                assertThat(block.getDirectParameters()
                                .get(name)
                                .getArray()
                                .getGradient()
                                .abs()
                                .sum()
                                .getFloat())
                        .as(name)
                        .isPositive();
            }
        }
    }

    @Test
    void takesOutTheWeakestFilters() {
        // Filters of 1, 2, ... 8: those of 1 to 4 go, of a layer whose order is turned.
        Pruned pruned = Pruning.prune(twoLayers(), 0.5, Criterion.FILTER_NORM);

        assertThat(pruned.kept().get("first")).containsExactly(0, 1, 2, 3);
        assertThat(pruned.graph().parameters().get("first.weight").values()).containsExactly(8, 7, 6, 5);
        assertThat(pruned.graph().parameters().get("second.weight").shape()).containsExactly(2, 4, 1, 1);
    }

    @Test
    void takesOutTheChannelsWithTheSmallestGamma() {
        NetworkGraph graph = twoLayers();
        Map<String, Parameter> parameters = new HashMap<>(graph.parameters());
        float[] gamma = {0.1f, -3, 0.2f, 2, 0.3f, 4, -0.1f, 1};
        parameters.put("bn.gamma", new Parameter("bn.gamma", List.of(8), gamma));

        Pruned pruned = Pruning.prune(graph.withParameters(parameters), 0.5, Criterion.GAMMA);

        assertThat(pruned.kept().get("first")).containsExactly(1, 3, 5, 7);
        assertThat(pruned.graph().parameters().get("bn.gamma").values()).containsExactly(-3, 2, 4, 1);
    }

    @Test
    void keepsWhatGoesInAndComesOut() {
        Pruned pruned = Pruning.prune(twoLayers(), 0.5, Criterion.FILTER_NORM);

        assertThat(pruned.kept().get("input")).containsExactly(0);
        assertThat(pruned.kept().get("second")).containsExactly(0, 1);
    }

    @Test
    void givesTheStructureThatAPrunedNetworksWeightsFit() {
        NetworkGraph whole = Architecture.MOBILEFACENET.graph(32, 1);
        NetworkGraph pruned = Pruning.prune(whole, SHARE, Criterion.FILTER_NORM).graph();

        assertThat(whole.resized(pruned.parameters())).isEqualTo(pruned);
    }

    @Test
    void refusesToTakeOutEverything() {
        assertThatThrownBy(() -> Pruning.prune(twoLayers(), 1, Criterion.GAMMA))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("1.0")
                .hasMessageContaining("at most 0.9");
    }

    private static NetworkGraph twoLayers() {
        GraphBuilder net = new GraphBuilder(1, 2, 2);
        Initial falling = (name, shape) -> new float[] {8, 7, 6, 5, 4, 3, 2, 1};
        Value x = net.conv("first", net.input(), List.of(8, 1, 1, 1), falling, Optional.empty(), 1, Padding.NONE);
        x = net.relu("relu", net.batchNorm("bn", x, 1e-5f, 0.1f, true));
        x = net.conv("second", x, List.of(2, 8, 1, 1), Initial.constant(1), Optional.empty(), 1, Padding.NONE);
        net.output("embedding", net.globalAverage("average", x));
        return net.build();
    }

    /** The whole network, with everything at zero that makes a channel which is gone. */
    private static NetworkGraph withZeros(NetworkGraph whole, Pruned pruned) {
        Map<String, Parameter> parameters = new HashMap<>(whole.parameters());
        for (Node node : whole.nodes()) {
            Set<Integer> kept = Set.copyOf(pruned.kept().get(node.output().name()));
            for (Parameter parameter : node.operation().parameters()) {
                float[] values = parameter.values().clone();
                int each = values.length / parameter.size(0);
                for (int i = 0; i < values.length; i++) {
                    if (!kept.contains(i / each)) {
                        values[i] = 0;
                    }
                }
                parameters.put(parameter.name(), new Parameter(parameter.name(), parameter.shape(), values));
            }
        }
        return whole.withParameters(parameters);
    }

    private static float[] inference(NetworkGraph graph, float[] input, int size) {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(graph);
            block.initialize(manager);
            NDArray x = manager.create(input, new Shape(1, 3, size, size));
            return block.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }
}
