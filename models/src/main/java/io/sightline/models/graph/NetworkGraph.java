package io.sightline.models.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A network for inference, with its weights: the one description from which ONNX and TorchScript are written. Made with
 * {@link GraphBuilder}; immutable.
 *
 * @param nodes in an order in which they can be computed
 * @param outputs what comes out, in order: the name outside, the value inside
 */
public record NetworkGraph(Value input, List<Node> nodes, List<Map.Entry<String, Value>> outputs) {

    public NetworkGraph {
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }

    public List<String> outputNames() {
        return outputs.stream().map(Map.Entry::getKey).toList();
    }

    /** All weights in graph order, by name. */
    public Map<String, Parameter> parameters() {
        Map<String, Parameter> parameters = new LinkedHashMap<>();
        for (Node node : nodes) {
            parametersOf(node.operation()).forEach(p -> parameters.put(p.name(), p));
        }
        return parameters;
    }

    private static Stream<Parameter> parametersOf(Operation operation) {
        if (operation instanceof Operation.Conv conv) {
            return Stream.of(conv.weight(), conv.bias());
        }
        if (operation instanceof Operation.Linear linear) {
            return Stream.of(linear.weight(), linear.bias());
        }
        if (operation instanceof Operation.PRelu prelu) {
            return Stream.of(prelu.slope());
        }
        return Stream.empty();
    }
}
