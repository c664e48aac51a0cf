package io.sightline.models.graph;

import io.sightline.models.graph.Operation.Add;
import io.sightline.models.graph.Operation.AveragePool;
import io.sightline.models.graph.Operation.BatchNorm;
import io.sightline.models.graph.Operation.Clip;
import io.sightline.models.graph.Operation.Concat;
import io.sightline.models.graph.Operation.Conv;
import io.sightline.models.graph.Operation.Dropout;
import io.sightline.models.graph.Operation.Flatten;
import io.sightline.models.graph.Operation.GlobalAverage;
import io.sightline.models.graph.Operation.HardSigmoid;
import io.sightline.models.graph.Operation.HardSwish;
import io.sightline.models.graph.Operation.Linear;
import io.sightline.models.graph.Operation.MaxPool;
import io.sightline.models.graph.Operation.Multiply;
import io.sightline.models.graph.Operation.PRelu;
import io.sightline.models.graph.Operation.Relu;
import io.sightline.models.graph.Operation.Scale;
import io.sightline.models.graph.Operation.Sigmoid;
import io.sightline.models.graph.Operation.ZeroPad;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a network down, layer by layer, and follows the sizes: a mistake in the structure is found here, by the name of
 * the layer, and not in an engine.
 *
 * <p>Each layer has a name of letters, digits and underscores; its weights are called {@code name.weight},
 * {@code name.bias}, {@code name.slope}, and {@code name.gamma}, {@code .beta}, {@code .mean}, {@code .variance}. Not
 * thread-safe.
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
        return conv(
                name,
                x,
                new Parameter(name + ".weight", shape, weight),
                Optional.of(new Parameter(name + ".bias", List.of(shape.get(0)), bias)),
                stride,
                pad);
    }

    /** @param shape of the weight: {@code [out, in / groups, rows, columns]} */
    public Value conv(
            String name,
            Value x,
            List<Integer> shape,
            Initial weight,
            Optional<Initial> bias,
            int stride,
            Padding pad) {
        return conv(
                name,
                x,
                new Parameter(name + ".weight", shape, weight),
                bias.map(initial -> new Parameter(name + ".bias", List.of(shape.get(0)), initial)),
                stride,
                pad);
    }

    Value conv(String name, Value x, Parameter weight, Optional<Parameter> bias, int stride, Padding pad) {
        requireMap(name, x);
        int out = weight.size(0);
        int groups = x.channels() / weight.size(1);
        require(
                weight.size(1) * groups == x.channels() && out % groups == 0,
                name + ": a kernel of " + weight.shape() + " does not fit " + x);
        int height = windows(name, x.height(), weight.size(2), stride, pad.top() + pad.bottom(), false);
        int width = windows(name, x.width(), weight.size(3), stride, pad.left() + pad.right(), false);
        return add(new Conv(weight, bias, stride, pad, groups), List.of(x), Value.map(name, out, height, width));
    }

    /** @param weight {@code [out, in]}, row after row */
    public Value linear(String name, Value x, float[] weight, float[] bias) {
        List<Integer> shape = List.of(bias.length, x.channels());
        return linear(
                name,
                x,
                new Parameter(name + ".weight", shape, weight),
                Optional.of(new Parameter(name + ".bias", List.of(bias.length), bias)));
    }

    /** @param out how many numbers come out; the weight has the shape {@code [out, in]} */
    public Value linear(String name, Value x, int out, Initial weight, Optional<Initial> bias) {
        return linear(
                name,
                x,
                new Parameter(name + ".weight", List.of(out, x.channels()), weight),
                bias.map(initial -> new Parameter(name + ".bias", List.of(out), initial)));
    }

    Value linear(String name, Value x, Parameter weight, Optional<Parameter> bias) {
        require(!x.isMap(), name + " takes flat values, got " + x);
        require(weight.size(1) == x.channels(), name + ": " + weight + " does not fit " + x);
        return add(new Linear(weight, bias), List.of(x), Value.flat(name, weight.size(0)));
    }

    /**
     * Starts as no change: gamma and variance 1, beta and mean 0.
     *
     * @param momentum share of the batch in the running statistics, as PyTorch counts it
     * @param scaled whether training changes gamma
     */
    public Value batchNorm(String name, Value x, float epsilon, float momentum, boolean scaled) {
        return batchNorm(name, x, epsilon, momentum, scaled, 0);
    }

    /** @param beta which each channel starts with: the mean that it comes out with */
    public Value batchNorm(String name, Value x, float epsilon, float momentum, boolean scaled, float beta) {
        List<Integer> shape = List.of(x.channels());
        BatchNorm norm = new BatchNorm(
                new Parameter(name + ".gamma", shape, Initial.constant(1)),
                new Parameter(name + ".beta", shape, Initial.constant(beta)),
                new Parameter(name + ".mean", shape, Initial.constant(0)),
                new Parameter(name + ".variance", shape, Initial.constant(1)),
                epsilon,
                momentum,
                scaled);
        return batchNorm(name, x, norm);
    }

    Value batchNorm(String name, Value x, BatchNorm norm) {
        norm.parameters().forEach(parameter -> requireForEachChannel(name, x, parameter));
        return add(norm, List.of(x), new Value(name, x.dims()));
    }

    public Value dropout(String name, Value x, float rate) {
        require(rate >= 0 && rate < 1, name + ": a rate lies between 0 and 1, got " + rate);
        return add(new Dropout(rate), List.of(x), new Value(name, x.dims()));
    }

    /** @param slope one a channel */
    public Value prelu(String name, Value x, float[] slope) {
        return prelu(name, x, new Parameter(name + ".slope", List.of(x.channels()), slope));
    }

    public Value prelu(String name, Value x, Initial slope) {
        return prelu(name, x, new Parameter(name + ".slope", List.of(x.channels()), slope));
    }

    Value prelu(String name, Value x, Parameter slope) {
        requireForEachChannel(name, x, slope);
        return add(new PRelu(slope), List.of(x), new Value(name, x.dims()));
    }

    public Value relu(String name, Value x) {
        return add(new Relu(), List.of(x), new Value(name, x.dims()));
    }

    public Value clip(String name, Value x, float low, float high) {
        return add(new Clip(low, high), List.of(x), new Value(name, x.dims()));
    }

    public Value sigmoid(String name, Value x) {
        return add(new Sigmoid(), List.of(x), new Value(name, x.dims()));
    }

    public Value hardSigmoid(String name, Value x) {
        return add(new HardSigmoid(), List.of(x), new Value(name, x.dims()));
    }

    public Value hardSwish(String name, Value x) {
        return add(new HardSwish(), List.of(x), new Value(name, x.dims()));
    }

    /** @param ceil whether a window that reaches over the right or bottom edge still counts */
    public Value maxPool(String name, Value x, int size, int stride, boolean ceil) {
        return maxPool(name, x, size, stride, Padding.NONE, ceil);
    }

    /** @param pad at most half a window, and the same on both sides */
    public Value maxPool(String name, Value x, int size, int stride, Padding pad, boolean ceil) {
        requireMap(name, x);
        require(
                pad.isEven() && Math.max(pad.top(), pad.left()) <= size / 2,
                name + ": a window of " + size + " cannot be padded by " + pad);
        return add(
                new MaxPool(size, stride, pad, ceil),
                List.of(x),
                Value.map(
                        name,
                        x.channels(),
                        windows(name, x.height(), size, stride, 2 * pad.top(), ceil),
                        windows(name, x.width(), size, stride, 2 * pad.left(), ceil)));
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
        return add(new GlobalAverage(true), List.of(x), Value.flat(name, x.channels()));
    }

    /** As {@link #globalAverage}, but the result is a map of one row and column. */
    public Value globalAverageMap(String name, Value x) {
        requireMap(name, x);
        return add(new GlobalAverage(false), List.of(x), Value.map(name, x.channels(), 1, 1));
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

    /** @param factor of the shape of {@code x}, or a map of one row and column: then a number for each channel */
    public Value multiply(String name, Value x, Value factor) {
        require(
                factor.dims().equals(x.dims()) || (x.isMap() && factor.dims().equals(List.of(x.channels(), 1, 1))),
                name + ": " + x + " cannot be multiplied by " + factor);
        return add(new Multiply(), List.of(x, factor), new Value(name, x.dims()));
    }

    public Value scale(String name, Value x, float factor) {
        return add(new Scale(factor), List.of(x), new Value(name, x.dims()));
    }

    public Value concat(String name, List<Value> maps) {
        Value first = maps.get(0);
        int channels = 0;
        for (Value map : maps) {
            requireMap(name, map);
            require(
                    map.height() == first.height() && map.width() == first.width(),
                    name + ": " + first + " and " + map + " have different sizes");
            channels += map.channels();
        }
        return add(new Concat(), maps, Value.map(name, channels, first.height(), first.width()));
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

    private static void requireForEachChannel(String name, Value x, Parameter parameter) {
        require(parameter.shape().equals(List.of(x.channels())), name + ": " + parameter + " does not fit " + x);
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
