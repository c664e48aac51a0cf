package io.sightline.models.net;

import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Value;
import java.util.Optional;

/**
 * The residual networks of ArcFace (Deng et al. 2018, https://arxiv.org/abs/1801.07698): blocks of normalisation,
 * convolution, normalisation, PReLU, convolution, normalisation; then normalisation, dropout of 0.4, a linear layer and
 * normalisation, whose gamma stays 1.
 *
 * <p>Layers are called as in insightface's {@code iresnet} state dicts, with underscores for dots. The normalisation that
 * a block begins with stands before a convolution with a border of zeros: it stays in the exports.
 */
final class ImprovedResNet {
    static final int SIZE = 112;
    static final int[] BLOCKS_50 = {3, 4, 14, 3};
    static final int[] BLOCKS_100 = {3, 13, 30, 3};
    private static final int[] CHANNELS = {64, 128, 256, 512};
    private static final Initial SLOPE = Initial.constant(0.25f);
    private static final float DROPOUT = 0.4f;

    private ImprovedResNet() {}

    /** @param blocks in each of the four stages */
    static NetworkGraph graph(int[] blocks, int dimension, Draw draw) {
        Layers net = new Layers(SIZE, draw.normal(0.1), Layers.PYTORCH_NORM);
        Value x = net.norm("bn1", net.conv("conv1", net.input(), 64, 3, 1, 1));
        x = net.graph().prelu("prelu", x, SLOPE);
        for (int stage = 0; stage < blocks.length; stage++) {
            for (int i = 0; i < blocks[stage]; i++) {
                x = block(net, "layer" + (stage + 1) + "_" + i, x, CHANNELS[stage], i == 0 ? 2 : 1);
            }
        }
        x = net.norm("bn2", x);
        x = net.graph().flatten("flatten", net.graph().dropout("dropout", x, DROPOUT));
        int inputs = x.channels();
        x = net.graph().linear("fc", x, dimension, draw.uniform(), Optional.of(draw.bias(inputs)));
        return net.output(net.graph()
                .batchNorm("features", x, Layers.PYTORCH_NORM.epsilon(), Layers.PYTORCH_NORM.momentum(), false));
    }

    private static Value block(Layers net, String name, Value x, int out, int stride) {
        Value y = net.norm(name + "_bn1", x);
        y = net.norm(name + "_bn2", net.conv(name + "_conv1", y, out, 3, 1, 1));
        y = net.graph().prelu(name + "_prelu", y, SLOPE);
        y = net.norm(name + "_bn3", net.conv(name + "_conv2", y, out, 3, stride, 1));
        Value shortcut = x;
        if (stride != 1) {
            shortcut = net.conv(name + "_downsample_0", x, out, 1, stride, 1);
            shortcut = net.norm(name + "_downsample_1", shortcut);
        }
        return net.graph().add(name + "_sum", y, shortcut);
    }
}
