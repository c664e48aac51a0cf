package io.sightline.models.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworkGraphTest {
    private final GraphBuilder net = new GraphBuilder(1, 2, 2);

    @Test
    void foldsANormalisationIntoTheConvolutionBeforeIt() {
        Value x = conv("conv", net.input(), 3);
        NetworkGraph graph = finished(net.batchNorm("bn", x, 0, 0.1f, true));
        Map<String, Parameter> parameters = new HashMap<>(graph.parameters());
        set(parameters, "bn.gamma", 2);
        set(parameters, "bn.beta", 5);
        set(parameters, "bn.mean", 1);
        set(parameters, "bn.variance", 4);

        NetworkGraph folded = graph.withParameters(parameters).folded();

        // (3 x - 1) / 2 * 2 + 5
        assertThat(kinds(folded)).containsExactly("Conv", "Flatten");
        assertThat(folded.parameters().get("conv.weight").values()).containsExactly(new float[] {3}, within(1e-6f));
        assertThat(folded.parameters().get("conv.bias").values()).containsExactly(new float[] {4}, within(1e-6f));
    }

    @Test
    void foldsOneAfterTheOther() {
        Value x = net.dropout("drop", conv("conv", net.input(), 3), 0.5f);
        x = net.scale("scale", net.batchNorm("bn", x, 0, 0.1f, true), 0.5f);

        NetworkGraph folded = finished(net.batchNorm("again", x, 3, 0.1f, true)).folded();

        assertThat(kinds(folded)).containsExactly("Conv", "Flatten");
        assertThat(folded.parameters().get("conv.weight").values()).containsExactly(new float[] {0.75f}, within(1e-6f));
    }

    @Test
    void keepsANormalisationWhoseInputIsReadElsewhere() {
        Value x = conv("conv", net.input(), 3);
        Value y = net.batchNorm("bn", x, 0, 0.1f, true);

        assertThat(kinds(finished(net.add("sum", x, y)).folded()))
                .containsExactly("Conv", "BatchNorm", "Add", "Flatten");
    }

    @Test
    void keepsANormalisationWhoseInputIsReadBesideADropout() {
        Value x = conv("conv", net.input(), 3);
        Value y = net.batchNorm("bn", net.dropout("drop", x, 0.5f), 0, 0.1f, true);

        NetworkGraph folded = finished(net.add("sum", x, y)).folded();

        assertThat(kinds(folded)).containsExactly("Conv", "BatchNorm", "Add", "Flatten");
        assertThat(folded.nodes().get(1).inputs()).containsExactly(x);
    }

    @Test
    void keepsANormalisationThatComesAfterNoLayerWithWeights() {
        assertThat(kinds(finished(net.batchNorm("bn", net.input(), 0, 0.1f, true))
                        .folded()))
                .containsExactly("BatchNorm", "Flatten");
    }

    @Test
    void leavesAGraphForInferenceAsItIs() {
        NetworkGraph graph = finished(net.relu("relu", conv("conv", net.input(), 3)));

        assertThat(graph.folded()).isEqualTo(graph);
    }

    @Test
    void countsWhatALayerTakes() {
        NetworkGraph graph = finished(net.batchNorm("bn", conv("conv", net.input(), 3), 0, 0.1f, true));

        NetworkCost cost = graph.cost();

        assertThat(cost.parameters()).isEqualTo(1 + 2);
        assertThat(cost.multiplyAdds()).isEqualTo(4);
        assertThat(cost.layers().get(0)).isEqualTo(new NetworkCost.Layer("conv", "Conv", List.of(1, 2, 2), 1, 4));
        assertThat(cost.table().lines().map(String::stripTrailing))
                .containsExactlyElementsOf(cost.table().lines().toList())
                .anyMatch(line -> line.matches("conv +Conv +1×2×2 +1 +4"))
                .anyMatch(line -> line.matches("flat +Flatten +4"))
                .anyMatch(line -> line.matches("total +3 +4"));
    }

    @Test
    void trainsNoRunningStatisticsAndNoFixedFactor() {
        NetworkGraph graph = finished(net.batchNorm("bn", conv("conv", net.input(), 3), 0, 0.1f, false));

        assertThat(graph.trainable()).containsExactly("conv.weight", "bn.beta");
    }

    @Test
    void refusesWeightsOfAnotherNetwork() {
        NetworkGraph graph = finished(conv("conv", net.input(), 3));
        Parameter other = new Parameter("other.weight", List.of(1), new float[1]);
        Parameter wide = new Parameter("conv.weight", List.of(2, 1, 1, 1), new float[2]);

        assertThatThrownBy(() -> graph.withParameters(Map.of())).hasMessageContaining("conv.weight[1, 1, 1, 1]");
        assertThatThrownBy(() -> graph.withParameters(Map.of("other.weight", other)))
                .hasMessageContaining("'other.weight'");
        assertThatThrownBy(() -> graph.withParameters(Map.of("conv.weight", wide)))
                .hasMessageContaining("[2, 1, 1, 1]");
    }

    @Test
    void refusesToResizeByWeightsThatDoNotFitEachOther() {
        Value x = conv("first", net.input(), 3);
        NetworkGraph graph = finished(conv("second", x, 3));
        Map<String, Parameter> parameters = new HashMap<>(graph.parameters());
        parameters.put("first.weight", new Parameter("first.weight", List.of(4, 1, 1, 1), new float[4]));

        assertThatThrownBy(() -> graph.resized(parameters)).hasMessageContaining("second");
    }

    private Value conv(String name, Value x, float weight) {
        return net.conv(name, x, List.of(1, 1, 1, 1), Initial.constant(weight), Optional.empty(), 1, Padding.NONE);
    }

    private NetworkGraph finished(Value x) {
        net.output("y", net.flatten("flat", x));
        return net.build();
    }

    private static void set(Map<String, Parameter> parameters, String name, float value) {
        parameters.put(name, new Parameter(name, List.of(1), new float[] {value}));
    }

    private static List<String> kinds(NetworkGraph graph) {
        return graph.nodes().stream()
                .map(node -> node.operation().getClass().getSimpleName())
                .toList();
    }
}
