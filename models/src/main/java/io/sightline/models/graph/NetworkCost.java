package io.sightline.models.graph;

import io.sightline.models.graph.Operation.BatchNorm;
import io.sightline.models.graph.Operation.Conv;
import io.sightline.models.graph.Operation.Linear;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What it takes to compute a network for one picture.
 *
 * @param layers in graph order
 * @param parameters numbers that training finds, as PyTorch counts them: without running statistics
 * @param multiplyAdds of convolutions and linear layers, as papers count them; a multiply-add is two FLOPs
 */
public record NetworkCost(List<Layer> layers, long parameters, long multiplyAdds) {

    /**
     * @param kind of operation, such as {@code Conv}
     * @param shape of what comes out: {@code [channels, rows, columns]} or {@code [length]}
     */
    public record Layer(String name, String kind, List<Integer> shape, long parameters, long multiplyAdds) {}

    public NetworkCost {
        layers = List.copyOf(layers);
    }

    static NetworkCost of(NetworkGraph graph) {
        List<Layer> layers = new ArrayList<>();
        for (Node node : graph.nodes()) {
            layers.add(new Layer(
                    node.output().name(),
                    node.operation().getClass().getSimpleName(),
                    node.output().dims(),
                    learned(node.operation()).stream()
                            .mapToLong(Parameter::length)
                            .sum(),
                    multiplyAdds(node)));
        }
        return new NetworkCost(
                layers,
                layers.stream().mapToLong(Layer::parameters).sum(),
                layers.stream().mapToLong(Layer::multiplyAdds).sum());
    }

    private static List<Parameter> learned(Operation operation) {
        return operation instanceof BatchNorm norm ? List.of(norm.gamma(), norm.beta()) : operation.parameters();
    }

    private static long multiplyAdds(Node node) {
        if (node.operation() instanceof Conv conv) {
            Value out = node.output();
            if (out.dims().contains(Value.ANY)) {
                throw new IllegalArgumentException(
                        "What " + out.name() + " costs is known only for an input of known size");
            }
            return (long) conv.weight().length() * out.height() * out.width();
        }
        return node.operation() instanceof Linear linear ? linear.weight().length() : 0;
    }

    /** A line for each layer and one for the sum, in columns. */
    public String table() {
        int names = Math.max(
                5,
                layers.stream().mapToInt(layer -> layer.name().length()).max().orElse(0));
        String columns = "%-" + names + "s  %-13s  %-14s  %11s  %13s";
        StringBuilder table = new StringBuilder();
        line(table, columns.formatted("layer", "kind", "shape", "parameters", "multiply-adds"));
        for (Layer layer : layers) {
            String shape = layer.shape().stream().map(String::valueOf).collect(Collectors.joining("×"));
            line(
                    table,
                    columns.formatted(
                            layer.name(), layer.kind(), shape, count(layer.parameters()), count(layer.multiplyAdds())));
        }
        line(table, columns.formatted("total", "", "", count(parameters), count(multiplyAdds)));
        return table.toString();
    }

    private static void line(StringBuilder table, String row) {
        table.append(row.stripTrailing()).append('\n');
    }

    private static String count(long number) {
        return number == 0 ? "" : String.format(Locale.ROOT, "%,d", number);
    }
}
