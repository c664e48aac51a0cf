package io.sightline.models.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * A graph as a DJL block, to be trained on PyTorch: {@code [N, channels, height, width]} to one array for each of the
 * graph's outputs, {@code [N, length]}. {@code initialize} gives it the graph's weights; DJL's initialisers are not asked.
 *
 * <p>Call it with input in a manager of the step's own: what it makes attaches there. It closes what it makes as soon as
 * the last layer that reads it has run; PyTorch keeps what the gradient needs. Not thread-safe.
 */
public final class NetworkBlock extends AbstractBlock {
    private final NetworkGraph graph;
    /** For each node: values that nobody reads after it. */
    private final List<List<String>> spent;

    private Predicate<String> frozen = name -> false;
    private boolean observing;
    private OptionalLong seed = OptionalLong.empty();

    public NetworkBlock(NetworkGraph graph) {
        this.graph = graph;
        this.spent = spent(graph);
        Set<String> trainable = graph.trainable();
        graph.nodes().forEach(node -> declare(node.operation(), trainable));
    }

    private void declare(Operation operation, Set<String> trainable) {
        for (io.sightline.models.graph.Parameter weight : operation.parameters()) {
            addParameter(Parameter.builder()
                    .setName(weight.name())
                    .setType(type(weight.name()))
                    .optShape(shape(weight))
                    .optRequiresGrad(trainable.contains(weight.name()))
                    .optInitializer((manager, shape, dataType) -> manager.create(weight.values(), shape))
                    .build());
        }
    }

    /** By what follows the layer in the name ({@link io.sightline.models.graph.GraphBuilder}). */
    private static Parameter.Type type(String weight) {
        return switch (weight.substring(weight.lastIndexOf('.') + 1)) {
            case "weight" -> Parameter.Type.WEIGHT;
            case "bias" -> Parameter.Type.BIAS;
            case "gamma" -> Parameter.Type.GAMMA;
            case "beta" -> Parameter.Type.BETA;
            case "mean" -> Parameter.Type.RUNNING_MEAN;
            case "variance" -> Parameter.Type.RUNNING_VAR;
            default -> Parameter.Type.OTHER;
        };
    }

    private static Shape shape(io.sightline.models.graph.Parameter weight) {
        return new Shape(weight.shape().stream().mapToLong(Integer::longValue).toArray());
    }

    private static List<List<String>> spent(NetworkGraph graph) {
        Set<String> needed = new HashSet<>();
        needed.add(graph.input().name());
        graph.outputs().forEach(output -> needed.add(output.getValue().name()));
        List<List<String>> spent = new ArrayList<>();
        List<Node> nodes = graph.nodes();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            List<String> last = nodes.get(i).inputs().stream()
                    .map(Value::name)
                    .filter(needed::add)
                    .toList();
            spent.add(0, last);
        }
        return spent;
    }

    /**
     * Excludes weights from training, and takes all others in again. A batch normalisation of which gamma and beta are
     * frozen also keeps its running statistics, and normalises by them: frozen layers compute what they did before.
     *
     * @param names whether a weight of that name is frozen
     */
    public void freeze(Predicate<String> names) {
        frozen = names;
        for (String name : graph.trainable()) {
            parameters.get(name).freeze(names.test(name));
        }
    }

    /**
     * While it observes, a forward pass for training drops nothing: its batch normalisations then count what they are given
     * in serving.
     */
    public void observe(boolean observes) {
        observing = observes;
    }

    /**
     * Decides what Dropout drops in every pass in training from now on: the same in each, until another seed is given.
     * It depends on the seed, the layer and the kind of device only, also while other blocks compute in other threads,
     * on this device or on others: each layer is seeded by itself, and nobody draws in between. Whoever else draws from
     * PyTorch's state of chance, or seeds it, at the same time has no such promise.
     */
    public void seed(long value) {
        seed = OptionalLong.of(value);
    }

    /** The graph with the weights as they are now; the block has to be initialised. */
    public NetworkGraph graph() {
        Map<String, io.sightline.models.graph.Parameter> now = new LinkedHashMap<>();
        graph.parameters().forEach((name, weight) -> {
            NDArray array = parameters.get(name).getArray();
            now.put(name, new io.sightline.models.graph.Parameter(name, weight.shape(), array.toFloatArray()));
        });
        return graph.withParameters(now);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
        NDArray input = inputs.singletonOrThrow();
        Map<String, NDArray> values = new HashMap<>();
        values.put(graph.input().name(), input);
        Forward forward = new Forward(
                weight -> store.getValue(parameters.get(weight.name()), input.getDevice(), training),
                training,
                training && !observing,
                norm -> frozen.test(norm.gamma().name())
                        && frozen.test(norm.beta().name()),
                seed);
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            List<NDArray> read = node.inputs().stream()
                    .map(value -> values.get(value.name()))
                    .toList();
            values.put(node.output().name(), forward.compute(node, read));
            spent.get(i).forEach(name -> values.remove(name).close());
        }
        NDList outputs = new NDList();
        graph.outputs()
                .forEach(output -> outputs.add(values.get(output.getValue().name())));
        return outputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
        long batch = inputShapes[0].get(0);
        return graph.outputs().stream()
                .map(output -> new Shape(LongStream.concat(
                                LongStream.of(batch),
                                output.getValue().dims().stream().mapToLong(Integer::longValue))
                        .toArray()))
                .toArray(Shape[]::new);
    }

    /** Gives every weight its array: in this manager, on its device. */
    public void initialize(NDManager manager) {
        Value in = graph.input();
        initialize(
                manager,
                DataType.FLOAT32,
                new Shape(1, in.channels(), Math.max(1, in.height()), Math.max(1, in.width())));
    }
}
