package io.sightline.models.net;

import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.util.List;
import java.util.Optional;

/** What the networks have in common: square colour pictures, convolutions without bias, one kind of normalisation. */
final class Layers {
    static final Norm PYTORCH_NORM = new Norm(1e-5f, 0.1f, 0);
    static final String OUTPUT = "embedding";

    /**
     * @param momentum share of the batch in the running statistics
     * @param beta that its channels start with
     */
    record Norm(float epsilon, float momentum, float beta) {}

    private final GraphBuilder graph;
    private final Initial weights;
    private final Norm norm;

    /** @param weights what convolutions start with */
    Layers(int size, Initial weights, Norm norm) {
        this.graph = new GraphBuilder(3, size, size);
        this.weights = weights;
        this.norm = norm;
    }

    GraphBuilder graph() {
        return graph;
    }

    Value input() {
        return graph.input();
    }

    /** A square kernel, with half of it as a border of zeros. */
    Value conv(String name, Value x, int out, int kernel, int stride, int groups) {
        return conv(name, x, out, List.of(kernel, kernel), stride, groups, Padding.all(kernel / 2));
    }

    Value conv(String name, Value x, int out, List<Integer> kernel, int stride, int groups, Padding pad) {
        return graph.conv(name, x, shape(x, out, kernel, groups), weights, Optional.empty(), stride, pad);
    }

    Value convWithBias(String name, Value x, int out, Initial weight, Initial bias) {
        return graph.conv(name, x, shape(x, out, List.of(1, 1), 1), weight, Optional.of(bias), 1, Padding.NONE);
    }

    private static List<Integer> shape(Value x, int out, List<Integer> kernel, int groups) {
        return List.of(out, x.channels() / groups, kernel.get(0), kernel.get(1));
    }

    Value norm(String name, Value x) {
        return graph.batchNorm(name, x, norm.epsilon(), norm.momentum(), true, norm.beta());
    }

    /** The mean, half of it dropped out, a linear layer without bias, batch normalisation. */
    NetworkGraph facenetHead(Value x, int dimension, Draw draw) {
        Value y = graph.globalAverage("avg", x);
        y = graph.dropout("Dropout", y, 0.5f);
        y = graph.linear("Bottleneck", y, dimension, draw.uniform(), Optional.empty());
        return output(graph.batchNorm("last_bn", y, 1e-3f, 0.1f, true));
    }

    NetworkGraph output(Value embedding) {
        graph.output(OUTPUT, embedding);
        return graph.build();
    }
}
