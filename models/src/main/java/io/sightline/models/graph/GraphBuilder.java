package io.sightline.models.graph;

import io.sightline.models.graph.Operation.Add;
import io.sightline.models.graph.Operation.AveragePool;
import io.sightline.models.graph.Operation.Conv;
import io.sightline.models.graph.Operation.Flatten;
import io.sightline.models.graph.Operation.GlobalAverage;
import io.sightline.models.graph.Operation.Linear;
import io.sightline.models.graph.Operation.MaxPool;
import io.sightline.models.graph.Operation.PRelu;
import io.sightline.models.graph.Operation.Relu;
import io.sightline.models.graph.Operation.Sigmoid;
import io.sightline.models.graph.Operation.ZeroPad;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a network down, layer by layer, and follows the sizes: a mistake in the structure is found here, by the name of
 * the layer, and not in an engine.
 *
 * <p>Each layer has a name of letters, digits and underscores; its weights are called {@code name.weight},
 * {@code name.bias} and {@code name.slope}. Not thread-safe.
 */
public final class GraphBuilder {
    private final Value input;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Map.Entry<String, Value>> outputs = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    /** @param height rows of the input, or {@link Value#ANY}; the same for {@code width} */
    public GraphBuilder(int channels, int height, int width) {
        this.input = Value.map("input", channels, height, width);
        names.add(input.name());
    }

    public Value input() {
        return input;
    }

    /**
     * @param weight {@code [out, in / groups, rows, columns]}
     * @param bias {@code [out]}
     */
    public Value conv(
            String name, Value x, float[] weight, List<Integer> shape, float[] bias, int stride, Padding pad) {
        requireMap(name, x);
        int out = shape.get(0);
        int groups = x.channels() / shape.get(1);
        require(
                shape.get(1) * groups == x.channels() && out % groups == 0,
                name + ": a kernel of " + shape + " does not fit " + x);
        Conv conv = new Conv(
                new Parameter(name + ".weight", shape, weight),
                new Parameter(name + ".bias", List.of(out), bias),
                stride,
                pad,
                groups);
        int height = windows(name, x.height(), shape.get(2), stride, pad.top() + pad.bottom(), false);
        int width = windows(name, x.width(), shape.get(3), stride, pad.left() + pad.right(), false);
        return add(conv, List.of(x), Value.map(name, out, height, width));
    }

    /** @param weight {@code [out, in]}, row after row */
    public Value linear(String name, Value x, float[] weight, float[] bias) {
        require(!x.isMap(), name + " takes flat values, got " + x);
        Linear linear = new Linear(
                new Parameter(name + ".weight", List.of(bias.length, x.channels()), weight),
                new Parameter(name + ".bias", List.of(bias.length), bias));
        return add(linear, List.of(x), Value.flat(name, bias.length));
    }

    /** @param slope one a channel */
    public Value prelu(String name, Value x, float[] slope) {
        return add(
                new PRelu(new Parameter(name + ".slope", List.of(x.channels()), slope)),
                List.of(x),
                new Value(name, x.dims()));
    }

    public Value relu(String name, Value x) {
        return add(new Relu(), List.of(x), new Value(name, x.dims()));
    }

    public Value sigmoid(String name, Value x) {
        return add(new Sigmoid(), List.of(x), new Value(name, x.dims()));
    }

    /** @param ceil whether a window that reaches over the right or bottom edge still counts */
    public Value maxPool(String name, Value x, int size, int stride, boolean ceil) {
        requireMap(name, x);
        return add(
                new MaxPool(size, stride, ceil),
                List.of(x),
                Value.map(
                        name,
                        x.channels(),
                        windows(name, x.height(), size, stride, 0, ceil),
                        windows(name, x.width(), size, stride, 0, ceil)));
    }

    public Value averagePool(String name, Value x, int size, int stride) {
        requireMap(name, x);
        return add(
                new AveragePool(size, stride),
                List.of(x),
                Value.map(
                        name,
                        x.channels(),
                        windows(name, x.height(), size, stride, 0, false),
                        windows(name, x.width(), size, stride, 0, false)));
    }

    public Value globalAverage(String name, Value x) {
        requireMap(name, x);
        return add(new GlobalAverage(), List.of(x), Value.flat(name, x.channels()));
    }

    /** Zeros behind the last channel, row and column. */
    public Value zeroPad(String name, Value x, int channels, int rows, int columns) {
        requireSized(name, x);
        return add(
                new ZeroPad(channels, rows, columns),
                List.of(x),
                Value.map(name, x.channels() + channels, x.height() + rows, x.width() + columns));
    }

    public Value flatten(String name, Value x) {
        requireSized(name, x);
        return add(new Flatten(), List.of(x), Value.flat(name, x.channels() * x.height() * x.width()));
    }

    public Value add(String name, Value a, Value b) {
        require(a.dims().equals(b.dims()), name + ": " + a + " and " + b + " have different shapes");
        return add(new Add(), List.of(a, b), new Value(name, a.dims()));
    }

    /** Outputs come out in the order of these calls. */
    public void output(String name, Value x) {
        take(name);
        outputs.add(Map.entry(name, x));
    }

    public NetworkGraph build() {
        require(!outputs.isEmpty(), "A network without an output computes nothing");
        return new NetworkGraph(input, nodes, outputs);
    }

    private Value add(Operation operation, List<Value> inputs, Value output) {
        take(output.name());
        nodes.add(new Node(operation, inputs, output));
        return output;
    }

    private void take(String name) {
        require(name.matches("[A-Za-z][A-Za-z0-9_]*"), "Not a name of letters, digits and underscores: '" + name + "'");
        require(names.add(name), "Two layers or outputs are called '" + name + "'");
    }

    private static int windows(String name, int size, int kernel, int stride, int padding, boolean ceil) {
        if (size == Value.ANY) {
            return Value.ANY;
        }
        int room = size + padding - kernel;
        require(room >= 0, name + ": a window of " + kernel + " does not fit into " + (size + padding));
        return (ceil ? (room + stride - 1) / stride : room / stride) + 1;
    }

    private static void requireMap(String name, Value x) {
        require(x.isMap(), name + " takes a map, got " + x);
    }

    private static void requireSized(String name, Value x) {
        require(x.isMap() && !x.dims().contains(Value.ANY), name + " takes a map of known size, got " + x);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
