package io.sightline.models.net;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which channels of a network are one: a channel goes through everything that treats channels apart, and channels that
 * are added or multiplied belong together. Only as a whole can they be taken out. What goes in and comes out stays.
 *
 * <p>Every number of a flat value counts as a channel of its own; those of one flattened channel are tied.
 */
final class ChannelTies {
    /** By value: the number of its first channel. */
    private final Map<String, Integer> first = new HashMap<>();

    private final int[] parents;
    private final boolean[] fixed;

    ChannelTies(NetworkGraph graph) {
        int channels = claim(graph.input(), 0);
        for (Node node : graph.nodes()) {
            channels = claim(node.output(), channels);
        }
        parents = new int[channels];
        Arrays.setAll(parents, i -> i);
        fixed = new boolean[channels];
        fix(graph.input());
        graph.nodes().forEach(this::tie);
        graph.outputs().forEach(output -> fix(output.getValue()));
    }

    private int claim(Value value, int next) {
        first.put(value.name(), next);
        return next + value.channels();
    }

    private void tie(Node node) {
        Value in = node.inputs().get(0);
        Value out = node.output();
        Operation operation = node.operation();
        if (operation instanceof Operation.Conv conv) {
            if (isDepthwise(conv)) {
                join(in, out);
            } else if (conv.groups() != 1) {
                fix(in);
                fix(out);
            }
        } else if (operation instanceof Operation.Flatten) {
            int area = in.height() * in.width();
            for (int i = 0; i < out.channels(); i++) {
                join(channel(in, i / area), channel(out, i));
            }
        } else if (operation instanceof Operation.Concat) {
            int offset = 0;
            for (Value part : node.inputs()) {
                for (int i = 0; i < part.channels(); i++) {
                    join(channel(part, i), channel(out, offset + i));
                }
                offset += part.channels();
            }
        } else if (operation instanceof Operation.ZeroPad) {
            // How many zeros follow is the operation's, so nothing before them may go.
            fix(in);
            fix(out);
        } else if (!(operation instanceof Operation.Linear)) {
            node.inputs().forEach(input -> join(input, out));
        }
    }

    /** Each channel has a kernel of its own. */
    static boolean isDepthwise(Operation.Conv conv) {
        return conv.groups() > 1 && conv.weight().size(1) == 1 && conv.weight().size(0) == conv.groups();
    }

    private void join(Value a, Value b) {
        for (int i = 0; i < b.channels(); i++) {
            join(channel(a, i), channel(b, i));
        }
    }

    private void join(int a, int b) {
        int one = root(a);
        int other = root(b);
        parents[other] = one;
        fixed[one] |= fixed[other];
    }

    private void fix(Value value) {
        for (int i = 0; i < value.channels(); i++) {
            fixed[root(channel(value, i))] = true;
        }
    }

    private int channel(Value value, int number) {
        return first.get(value.name()) + number;
    }

    private int root(int channel) {
        int at = channel;
        while (parents[at] != at) {
            parents[at] = parents[parents[at]];
            at = parents[at];
        }
        return at;
    }

    /** What a channel is tied to: the same number for all that are one. */
    int tie(Value value, int number) {
        return root(channel(value, number));
    }

    boolean isFixed(int tie) {
        return fixed[tie];
    }

    /** The channels of a value that remain, by their numbers. */
    List<Integer> kept(Value value, Set<Integer> removed) {
        return IntStream.range(0, value.channels())
                .filter(i -> !removed.contains(tie(value, i)))
                .boxed()
                .toList();
    }
}
