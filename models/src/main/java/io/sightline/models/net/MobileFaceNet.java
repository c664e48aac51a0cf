package io.sightline.models.net;

import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.util.List;
import java.util.Optional;

/**
 * MobileFaceNet (Chen et al. 2018, https://arxiv.org/abs/1804.07573, table 1): inverted residuals with PReLU, and instead
 * of a mean a convolution of the whole map for each channel.
 *
 * <p>Layers are called as in the state dict of TreB1eN/InsightFace_Pytorch, with underscores for dots.
 */
final class MobileFaceNet {
    static final int SIZE = 112;
    private static final Initial SLOPE = Initial.constant(0.25f);

    private final Layers net;

    private MobileFaceNet(Layers net) {
        this.net = net;
    }

    static NetworkGraph graph(int dimension, Draw draw) {
        Layers net = new Layers(SIZE, draw.uniform(), Layers.PYTORCH_NORM);
        Value x = new MobileFaceNet(net).features();
        x = net.graph().linear("linear", x, dimension, draw.uniform(), Optional.empty());
        return net.output(net.norm("bn", x));
    }

    private Value features() {
        Value x = unit("conv1", net.input(), 64, 3, 2, 1); // 56×56
        x = unit("conv2_dw", x, 64, 3, 1, 64);
        x = bottleneck("conv_23", x, 128, 64, 2); // 28×28
        x = residuals("conv_3", x, 4, 128);
        x = bottleneck("conv_34", x, 256, 128, 2); // 14×14
        x = residuals("conv_4", x, 6, 256);
        x = bottleneck("conv_45", x, 512, 128, 2); // 7×7
        x = residuals("conv_5", x, 2, 256);
        x = unit("conv_6_sep", x, 512, 1, 1, 1);
        List<Integer> wholeMap = List.of(x.height(), x.width());
        x = net.conv("conv_6_dw_conv", x, 512, wholeMap, 1, 512, Padding.NONE);
        return net.graph().flatten("conv_6_flatten", net.norm("conv_6_dw_bn", x));
    }

    private Value residuals(String name, Value x, int blocks, int middle) {
        Value y = x;
        for (int i = 0; i < blocks; i++) {
            String block = name + "_model_" + i;
            y = net.graph().add(block + "_sum", y, bottleneck(block, y, middle, y.channels(), 1));
        }
        return y;
    }

    /** Widens, filters each channel, narrows (MobileNetV2). */
    private Value bottleneck(String name, Value x, int middle, int out, int stride) {
        Value y = unit(name + "_conv", x, middle, 1, 1, 1);
        y = unit(name + "_conv_dw", y, middle, 3, stride, middle);
        return net.norm(name + "_project_bn", net.conv(name + "_project_conv", y, out, 1, 1, 1));
    }

    private Value unit(String name, Value x, int out, int kernel, int stride, int groups) {
        Value y = net.norm(name + "_bn", net.conv(name + "_conv", x, out, kernel, stride, groups));
        return net.graph().prelu(name + "_prelu", y, SLOPE);
    }
}
