package io.sightline.models.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Builds a graph again, layer by layer, with other weights: so sizes and fit are found as for a new one. */
final class GraphReplay implements Operation.Visitor<Value> {
    private final NetworkGraph graph;
    private final Map<String, Parameter> parameters;
    private final GraphBuilder net;
    private final Map<String, Value> values = new HashMap<>();
    private Node current;

    GraphReplay(NetworkGraph graph, Map<String, Parameter> parameters) {
        this.graph = graph;
        this.parameters = parameters;
        Value in = graph.input();
        this.net = new GraphBuilder(in.channels(), in.height(), in.width());
        values.put(in.name(), net.input());
    }

    NetworkGraph resized() {
        graph.requireNoOther(parameters.keySet());
        for (Node node : graph.nodes()) {
            current = node;
            values.put(node.output().name(), node.operation().accept(this));
        }
        for (Map.Entry<String, Value> output : graph.outputs()) {
            net.output(output.getKey(), values.get(output.getValue().name()));
        }
        return net.build();
    }

    private String name() {
        return current.output().name();
    }

    private Value x() {
        return input(0);
    }

    private Value input(int number) {
        return values.get(current.inputs().get(number).name());
    }

    private Parameter given(Parameter before) {
        Parameter after = parameters.get(before.name());
        if (after == null) {
            throw new IllegalArgumentException("The weight " + before + " is missing");
        }
        return after.renamed(before.name());
    }

    private Optional<Parameter> given(Optional<Parameter> before) {
        return before.map(this::given);
    }

    @Override
    public Value conv(Operation.Conv op) {
        Parameter weight = given(op.weight());
        // The builder tells groups by the sizes; a wrong size must not pass for more groups.
        if (op.groups() == 1 && weight.size(1) != x().channels()) {
            throw new IllegalArgumentException(name() + ": " + weight + " does not fit " + x());
        }
        return net.conv(name(), x(), weight, given(op.bias()), op.stride(), op.padding());
    }

    @Override
    public Value linear(Operation.Linear op) {
        return net.linear(name(), x(), given(op.weight()), given(op.bias()));
    }

    @Override
    public Value batchNorm(Operation.BatchNorm op) {
        return net.batchNorm(name(), x(), op.with(this::given));
    }

    @Override
    public Value dropout(Operation.Dropout op) {
        return net.dropout(name(), x(), op.rate());
    }

    @Override
    public Value prelu(Operation.PRelu op) {
        return net.prelu(name(), x(), given(op.slope()));
    }

    @Override
    public Value relu(Operation.Relu op) {
        return net.relu(name(), x());
    }

    @Override
    public Value clip(Operation.Clip op) {
        return net.clip(name(), x(), op.low(), op.high());
    }

    @Override
    public Value sigmoid(Operation.Sigmoid op) {
        return net.sigmoid(name(), x());
    }

    @Override
    public Value hardSigmoid(Operation.HardSigmoid op) {
        return net.hardSigmoid(name(), x());
    }

    @Override
    public Value hardSwish(Operation.HardSwish op) {
        return net.hardSwish(name(), x());
    }

    @Override
    public Value maxPool(Operation.MaxPool op) {
        return net.maxPool(name(), x(), op.size(), op.stride(), op.padding(), op.ceil());
    }

    @Override
    public Value averagePool(Operation.AveragePool op) {
        return net.averagePool(name(), x(), op.size(), op.stride());
    }

    @Override
    public Value globalAverage(Operation.GlobalAverage op) {
        return op.flat() ? net.globalAverage(name(), x()) : net.globalAverageMap(name(), x());
    }

    @Override
    public Value zeroPad(Operation.ZeroPad op) {
        return net.zeroPad(name(), x(), op.channels(), op.rows(), op.columns());
    }

    @Override
    public Value flatten(Operation.Flatten op) {
        return net.flatten(name(), x());
    }

    @Override
    public Value add(Operation.Add op) {
        return net.add(name(), x(), input(1));
    }

    @Override
    public Value multiply(Operation.Multiply op) {
        return net.multiply(name(), x(), input(1));
    }

    @Override
    public Value scale(Operation.Scale op) {
        return net.scale(name(), x(), op.factor());
    }

    @Override
    public Value concat(Operation.Concat op) {
        return net.concat(
                name(),
                current.inputs().stream().map(value -> values.get(value.name())).toList());
    }
}
