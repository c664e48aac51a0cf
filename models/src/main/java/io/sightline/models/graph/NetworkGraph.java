package io.sightline.models.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A network with its weights: the one description from which it is trained, and from which ONNX and TorchScript are
 * written. Made with {@link GraphBuilder}; immutable.
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
            node.operation().parameters().forEach(p -> parameters.put(p.name(), p));
        }
        return parameters;
    }

    /** Names of the weights that training changes by their gradient: all but running statistics, and fixed factors. */
    public Set<String> trainable() {
        Set<String> names = new LinkedHashSet<>();
        for (Node node : nodes) {
            node.operation().trainable().forEach(p -> names.add(p.name()));
        }
        return names;
    }

    /**
     * The same structure with other weights.
     *
     * @param parameters by name, for every weight of this graph
     * @throws IllegalArgumentException naming the first that is missing, has another shape, or is not of this graph
     */
    public NetworkGraph withParameters(Map<String, Parameter> parameters) {
        requireNoOther(parameters.keySet());
        List<Node> changed = new ArrayList<>(nodes.size());
        for (Node node : nodes) {
            changed.add(new Node(
                    node.operation().with(before -> matching(before, parameters.get(before.name()))),
                    node.inputs(),
                    node.output()));
        }
        return new NetworkGraph(input, changed, outputs);
    }

    private static Parameter matching(Parameter before, Parameter after) {
        if (after == null) {
            throw new IllegalArgumentException("The weight " + before + " is missing");
        }
        if (!after.shape().equals(before.shape())) {
            throw new IllegalArgumentException("The weight " + before + " was given in the shape " + after.shape());
        }
        return after.renamed(before.name());
    }

    void requireNoOther(Set<String> names) {
        Set<String> own = parameters().keySet();
        for (String name : names) {
            if (!own.contains(name)) {
                throw new IllegalArgumentException("This network has no weight '" + name + "'");
            }
        }
    }

    /**
     * The same structure with weights of other widths, as pruning leaves them: sizes follow from the weights.
     *
     * @param parameters by name, for every weight of this graph
     * @throws IllegalArgumentException naming the layer whose weights do not fit what comes in, or the weight that is
     *     missing or not of this graph
     */
    public NetworkGraph resized(Map<String, Parameter> parameters) {
        return new GraphReplay(this, parameters).resized();
    }

    /** The shares that its layers of {@link Operation.Dropout} drop, in their order. */
    public List<Float> dropouts() {
        return nodes.stream()
                .map(Node::operation)
                .filter(Operation.Dropout.class::isInstance)
                .map(operation -> ((Operation.Dropout) operation).rate())
                .toList();
    }

    /**
     * The same network, of which each {@link Operation.Dropout} drops another share.
     *
     * @throws IllegalArgumentException unless the share lies from 0 to below 1
     */
    public NetworkGraph withDropout(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("Dropout drops a share from 0 to below 1, got " + share);
        }
        List<Node> changed = nodes.stream()
                .map(node -> node.operation() instanceof Operation.Dropout
                        ? new Node(new Operation.Dropout((float) share), node.inputs(), node.output())
                        : node)
                .toList();
        return new NetworkGraph(input, changed, outputs);
    }

    /**
     * The form for inference, which computes the same: without {@link Operation.Dropout}, and with each
     * {@link Operation.BatchNorm} and {@link Operation.Scale} folded into the convolution or linear layer that it
     * follows. A batch normalisation that follows none stays: before a convolution with a border of zeros it cannot be
     * folded forward, since the border is not normalised. A graph that has none of them comes back as it is.
     */
    public NetworkGraph folded() {
        return new GraphFold(this).folded();
    }

    /** What it takes to compute it, layer by layer. */
    public NetworkCost cost() {
        return NetworkCost.of(this);
    }
}
