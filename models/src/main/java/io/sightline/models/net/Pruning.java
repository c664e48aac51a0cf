package io.sightline.models.net;

import io.sightline.core.UserError;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Parameter;
import io.sightline.models.graph.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes a network narrower: takes out the channels of each layer that matter least, with all that reads and makes them.
 * What is left computes what the whole network would with these channels at zero; then it has to be trained on.
 *
 * <p>Layers that are tied, by a residual sum or a depthwise convolution, lose the same channels. From each such group goes
 * the same share, so no layer is starved; how many stay is a multiple of 8 (of 4 below 64), as kernels are made for it.
 */
public final class Pruning {
    private static final double MOST = 0.9;

    /** By what a channel is judged. Each layer's figures count beside their mean, so layers of one group are equals. */
    public enum Criterion {
        /** The sum of what a filter's weights amount to (Li et al. 2016, https://arxiv.org/abs/1608.08710). */
        FILTER_NORM,
        /** The factor of its batch normalisation (Liu et al. 2017, https://arxiv.org/abs/1708.06519). */
        GAMMA
    }

    /**
     * A narrower network.
     *
     * @param graph trainable, with the weights that are left, by the same names
     * @param kept by layer: which of its channels are left
     */
    public record Pruned(NetworkGraph graph, Map<String, List<Integer>> kept) {
        public Pruned {
            kept = Map.copyOf(kept);
        }
    }

    private final NetworkGraph graph;
    private final ChannelTies ties;
    private final Criterion criterion;

    private Pruning(NetworkGraph graph, Criterion criterion) {
        this.graph = graph;
        this.ties = new ChannelTies(graph);
        this.criterion = criterion;
    }

    /**
     * @param share of the channels of each layer to take out; 0.2 to 0.3 is usual
     * @throws UserError unless the share lies between 0 and 0.9
     */
    public static Pruned prune(NetworkGraph graph, double share, Criterion criterion) {
        if (!(share > 0 && share <= MOST)) {
            throw new UserError("Cannot take out a share of " + share
                    + " of the channels: give more than 0 and at most " + MOST + "; 0.2 to 0.3 is usual");
        }
        return new Pruning(graph, criterion).pruned(share);
    }

    private Pruned pruned(double share) {
        Set<Integer> removed = removed(share);
        Map<String, List<Integer>> kept = new LinkedHashMap<>();
        kept.put(graph.input().name(), ties.kept(graph.input(), removed));
        Map<String, Parameter> parameters = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<Integer> out = ties.kept(node.output(), removed);
            List<Integer> in = kept.get(node.inputs().get(0).name());
            kept.put(node.output().name(), out);
            for (Parameter parameter : node.operation().parameters()) {
                parameters.put(parameter.name(), sliced(parameter, out, in, readsAcross(node.operation())));
            }
        }
        return new Pruned(graph.resized(parameters), kept);
    }

    /** Whether an output channel depends on all input channels, so that the weight has an axis for them. */
    private static boolean readsAcross(Operation operation) {
        return operation instanceof Operation.Linear
                || (operation instanceof Operation.Conv conv && conv.groups() == 1);
    }

    private static Parameter sliced(Parameter whole, List<Integer> out, List<Integer> in, boolean across) {
        boolean columns = across && whole.shape().size() > 1;
        List<Integer> shape = new ArrayList<>(whole.shape());
        shape.set(0, out.size());
        if (columns) {
            shape.set(1, in.size());
        }
        int width = columns ? whole.size(1) : 1;
        int run = whole.length() / whole.size(0) / width;
        List<Integer> read = columns ? in : List.of(0);
        float[] values = new float[out.size() * read.size() * run];
        int at = 0;
        for (int row : out) {
            for (int column : read) {
                System.arraycopy(whole.values(), (row * width + column) * run, values, at, run);
                at += run;
            }
        }
        return new Parameter(whole.name(), shape, values);
    }

    /** The ties to take out. */
    private Set<Integer> removed(double share) {
        Map<Integer, Double> weight = new HashMap<>();
        graph.nodes().forEach(node -> weigh(node, weight));
        Set<Integer> removed = new HashSet<>();
        for (Collection<Integer> group : groups()) {
            int stay = staying(group.size(), share);
            group.stream()
                    .sorted(Comparator.<Integer>comparingDouble(tie -> weight.getOrDefault(tie, 0.0))
                            .thenComparing(Comparator.reverseOrder()))
                    .limit(group.size() - stay)
                    .forEach(removed::add);
        }
        return removed;
    }

    private static int staying(int channels, double share) {
        int unit = channels < 64 ? 4 : 8;
        int stay = (int) Math.round(channels * (1 - share) / unit) * unit;
        return Math.min(channels, Math.max(stay, unit));
    }

    /**
     * Ties that stand for one another: the channels of one layer, which are the same number of ties in every value that
     * they go through. Told apart by the layer in which each is first made.
     */
    private Collection<List<Integer>> groups() {
        Map<Integer, Integer> makers = new HashMap<>();
        Map<Integer, List<Integer>> groups = new TreeMap<>();
        List<Node> nodes = graph.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            Value made = nodes.get(i).output();
            for (int channel = 0; channel < made.channels(); channel++) {
                int tie = ties.tie(made, channel);
                if (!ties.isFixed(tie) && makers.putIfAbsent(tie, i) == null) {
                    groups.computeIfAbsent(i, maker -> new ArrayList<>()).add(tie);
                }
            }
        }
        return groups.values();
    }

    private void weigh(Node node, Map<Integer, Double> weight) {
        double[] figures = figures(node.operation());
        double mean = IntStream.range(0, figures.length)
                .mapToDouble(i -> figures[i])
                .average()
                .orElse(0);
        for (int i = 0; i < figures.length; i++) {
            weight.merge(ties.tie(node.output(), i), mean > 0 ? figures[i] / mean : 1, Double::sum);
        }
    }

    /** One for each output channel; none if this layer has no say. */
    private double[] figures(Operation operation) {
        if (criterion == Criterion.GAMMA) {
            return operation instanceof Operation.BatchNorm norm ? norms(norm.gamma()) : new double[0];
        }
        if (operation instanceof Operation.Conv conv) {
            return norms(conv.weight());
        }
        return operation instanceof Operation.Linear linear ? norms(linear.weight()) : new double[0];
    }

    private static double[] norms(Parameter weight) {
        double[] norms = new double[weight.size(0)];
        int each = weight.length() / norms.length;
        float[] values = weight.values();
        for (int i = 0; i < values.length; i++) {
            norms[i / each] += Math.abs(values[i]);
        }
        return norms;
    }
}
