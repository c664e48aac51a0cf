package io.sightline.models.net;

import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Value;
import java.util.List;
import java.util.Optional;

/**
 * MobileNetV3-Large (Howard et al. 2019, https://arxiv.org/abs/1905.02244, table 1) as torchvision has it; its last layer
 * gives the vector instead of classes, and is normalised.
 *
 * <p>Layers are called as in torchvision's state dict, with underscores for dots; the last two are {@code head_fc} and
 * {@code head_bn}.
 */
final class MobileNetV3 {
    /** The canonical crop holds no more detail; 160 leaves the last map as large as that of FaceNet on MobileNetV1. */
    static final int SIZE = 160;

    private static final boolean PLAIN = false;
    private static final boolean SQUEEZED = true;

    /** The paper's table: what each block does. */
    private enum Bend {
        RELU,
        HARD_SWISH
    }

    private record Block(int kernel, int expanded, int out, boolean squeezed, Bend bend, int stride) {}

    private static final List<Block> BLOCKS = List.of(
            new Block(3, 16, 16, PLAIN, Bend.RELU, 1),
            new Block(3, 64, 24, PLAIN, Bend.RELU, 2),
            new Block(3, 72, 24, PLAIN, Bend.RELU, 1),
            new Block(5, 72, 40, SQUEEZED, Bend.RELU, 2),
            new Block(5, 120, 40, SQUEEZED, Bend.RELU, 1),
            new Block(5, 120, 40, SQUEEZED, Bend.RELU, 1),
            new Block(3, 240, 80, PLAIN, Bend.HARD_SWISH, 2),
            new Block(3, 200, 80, PLAIN, Bend.HARD_SWISH, 1),
            new Block(3, 184, 80, PLAIN, Bend.HARD_SWISH, 1),
            new Block(3, 184, 80, PLAIN, Bend.HARD_SWISH, 1),
            new Block(3, 480, 112, SQUEEZED, Bend.HARD_SWISH, 1),
            new Block(3, 672, 112, SQUEEZED, Bend.HARD_SWISH, 1),
            new Block(5, 672, 160, SQUEEZED, Bend.HARD_SWISH, 2),
            new Block(5, 960, 160, SQUEEZED, Bend.HARD_SWISH, 1),
            new Block(5, 960, 160, SQUEEZED, Bend.HARD_SWISH, 1));

    private final Layers net;
    private final GraphBuilder graph;
    private final Draw draw;

    private MobileNetV3(int size, Draw draw) {
        this.draw = draw;
        this.net = new Layers(size, draw.kaimingNormal(), new Layers.Norm(1e-3f, 0.01f, 0));
        this.graph = net.graph();
    }

    static NetworkGraph graph(int size, int dimension, Draw draw) {
        return new MobileNetV3(size, draw).build(dimension);
    }

    private NetworkGraph build(int dimension) {
        Value x = bent("features_0", net.input(), 16, 3, 2, 1, Bend.HARD_SWISH);
        for (int i = 0; i < BLOCKS.size(); i++) {
            x = block("features_" + (i + 1), x, BLOCKS.get(i));
        }
        x = bent("features_16", x, 960, 1, 1, 1, Bend.HARD_SWISH);
        x = graph.globalAverage("avgpool", x);
        x = graph.linear("classifier_0", x, 1280, draw.normal(0.01), Optional.of(Initial.constant(0)));
        x = graph.dropout("classifier_2", graph.hardSwish("classifier_1", x), 0.2f);
        x = graph.linear("head_fc", x, dimension, draw.normal(0.01), Optional.empty());
        return net.output(net.norm("head_bn", x));
    }

    private Value block(String name, Value x, Block block) {
        int part = 0;
        Value y = x;
        if (block.expanded() != x.channels()) {
            y = bent(name + "_block_" + part++, y, block.expanded(), 1, 1, 1, block.bend());
        }
        String depthwise = name + "_block_" + part++;
        y = bent(depthwise, y, block.expanded(), block.kernel(), block.stride(), block.expanded(), block.bend());
        if (block.squeezed()) {
            y = squeezeExcite(name + "_block_" + part++, y);
        }
        y = normed(name + "_block_" + part, y, block.out(), 1, 1, 1);
        boolean residual = block.stride() == 1 && block.out() == x.channels();
        return residual ? graph.add(name + "_sum", x, y) : y;
    }

    /** Weighs each channel by what all of them are on average (https://arxiv.org/abs/1709.01507). */
    private Value squeezeExcite(String name, Value x) {
        Value gate = graph.globalAverageMap(name + "_avgpool", x);
        gate = net.convWithBias(
                name + "_fc1", gate, divisible(x.channels() / 4), draw.kaimingNormal(), Initial.constant(0));
        gate = graph.relu(name + "_activation", gate);
        gate = net.convWithBias(name + "_fc2", gate, x.channels(), draw.kaimingNormal(), Initial.constant(0));
        return graph.multiply(name, x, graph.hardSigmoid(name + "_scale_activation", gate));
    }

    /** The nearest multiple of 8 that takes away no more than a tenth. */
    private static int divisible(int channels) {
        int rounded = Math.max(8, (channels + 4) / 8 * 8);
        return rounded * 10 < channels * 9 ? rounded + 8 : rounded;
    }

    private Value bent(String name, Value x, int out, int kernel, int stride, int groups, Bend bend) {
        Value y = normed(name, x, out, kernel, stride, groups);
        return switch (bend) {
            case RELU -> graph.relu(name + "_2", y);
            case HARD_SWISH -> graph.hardSwish(name + "_2", y);
        };
    }

    private Value normed(String name, Value x, int out, int kernel, int stride, int groups) {
        return net.norm(name + "_1", net.conv(name + "_0", x, out, kernel, stride, groups));
    }
}
