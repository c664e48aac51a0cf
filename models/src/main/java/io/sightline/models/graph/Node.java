package io.sightline.models.graph;

import java.util.List;

/** An operation on values that stand before it in the graph. */
public record Node(Operation operation, List<Value> inputs, Value output) {
    public Node {
        inputs = List.copyOf(inputs);
    }
}
