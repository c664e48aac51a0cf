package io.sightline.models.graph;

import io.sightline.models.graph.Operation.BatchNorm;
import io.sightline.models.graph.Operation.Conv;
import io.sightline.models.graph.Operation.Dropout;
import io.sightline.models.graph.Operation.Linear;
import io.sightline.models.graph.Operation.Scale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Leaves out of a graph what only training needs. {@code gamma (W x + b - mean) / sqrt(variance + epsilon) + beta} is
 * {@code W' x + b'}; computed in double precision, node after node, so the same graph gives the same bytes.
 */
final class GraphFold {
    private final NetworkGraph graph;
    private final Map<String, Integer> readers = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    /** By the name that a value had: the one that now has its place. */
    private final Map<String, Value> places = new HashMap<>();

    /** By the name of a value, where in {@link #nodes} it is made. */
    private final Map<String, Integer> makers = new HashMap<>();

    GraphFold(NetworkGraph graph) {
        this.graph = graph;
    }

    NetworkGraph folded() {
        graph.nodes().forEach(node -> node.inputs().forEach(this::read));
        graph.outputs().forEach(output -> read(output.getValue()));
        graph.nodes().forEach(this::take);
        List<Map.Entry<String, Value>> outputs = graph.outputs().stream()
                .map(output -> Map.entry(output.getKey(), place(output.getValue())))
                .toList();
        return new NetworkGraph(graph.input(), nodes, outputs);
    }

    private void read(Value value) {
        readers.merge(value.name(), 1, Integer::sum);
    }

    private void take(Node node) {
        Operation operation = node.operation();
        if (operation instanceof Dropout) {
            Value before = node.inputs().get(0);
            places.put(node.output().name(), place(before));
            // Who reads its result now reads its input, which may have other readers besides.
            readers.merge(
                    place(before).name(), readers.getOrDefault(node.output().name(), 0) - 1, Integer::sum);
            return;
        }
        if (operation instanceof BatchNorm norm && foldInto(node, Affine.of(norm))) {
            return;
        }
        if (operation instanceof Scale scale && foldInto(node, Affine.of(scale, node.output()))) {
            return;
        }
        makers.put(node.output().name(), nodes.size());
        nodes.add(new Node(operation, node.inputs().stream().map(this::place).toList(), node.output()));
    }

    /** @return whether the input comes from a layer that can take the factors in, and nobody else reads it */
    private boolean foldInto(Node node, Affine affine) {
        Value before = place(node.inputs().get(0));
        Integer at = makers.get(before.name());
        if (at == null || readers.getOrDefault(before.name(), 0) != 1) {
            return false;
        }
        Node maker = nodes.get(at);
        Operation folded;
        if (maker.operation() instanceof Conv conv) {
            folded = new Conv(
                    affine.weight(conv.weight()),
                    Optional.of(affine.bias(conv.bias(), maker.output())),
                    conv.stride(),
                    conv.padding(),
                    conv.groups());
        } else if (maker.operation() instanceof Linear linear) {
            folded =
                    new Linear(affine.weight(linear.weight()), Optional.of(affine.bias(linear.bias(), maker.output())));
        } else {
            return false;
        }
        nodes.set(at, new Node(folded, maker.inputs(), maker.output()));
        places.put(node.output().name(), maker.output());
        readers.put(maker.output().name(), readers.getOrDefault(node.output().name(), 0));
        return true;
    }

    private Value place(Value value) {
        return places.getOrDefault(value.name(), value);
    }

    /** {@code y[channel] = factor[channel] x + offset[channel]}. */
    private static final class Affine {
        private final double[] factor;
        private final double[] offset;

        private Affine(double[] factor, double[] offset) {
            this.factor = factor;
            this.offset = offset;
        }

        static Affine of(BatchNorm norm) {
            float[] variance = norm.variance().values();
            double[] factor = new double[variance.length];
            double[] offset = new double[variance.length];
            for (int c = 0; c < variance.length; c++) {
                factor[c] = norm.gamma().values()[c] / Math.sqrt((double) variance[c] + norm.epsilon());
                offset[c] = norm.beta().values()[c] - norm.mean().values()[c] * factor[c];
            }
            return new Affine(factor, offset);
        }

        static Affine of(Scale scale, Value output) {
            double[] factor = new double[output.channels()];
            Arrays.fill(factor, scale.factor());
            return new Affine(factor, new double[factor.length]);
        }

        Parameter weight(Parameter weight) {
            float[] before = weight.values();
            float[] after = new float[before.length];
            int perChannel = before.length / factor.length;
            for (int i = 0; i < before.length; i++) {
                after[i] = (float) (before[i] * factor[i / perChannel]);
            }
            return new Parameter(weight.name(), weight.shape(), after);
        }

        Parameter bias(Optional<Parameter> bias, Value layer) {
            float[] after = new float[factor.length];
            for (int c = 0; c < after.length; c++) {
                double before = bias.isPresent() ? bias.get().values()[c] : 0;
                after[c] = (float) (before * factor[c] + offset[c]);
            }
            return new Parameter(layer.name() + ".bias", List.of(after.length), after);
        }
    }
}
