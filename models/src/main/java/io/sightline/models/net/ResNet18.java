package io.sightline.models.net;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.util.List;
import java.util.Optional;

/**
 * ResNet-18 (He et al. 2015, https://arxiv.org/abs/1512.03385) as torchvision has it, then a linear layer, batch
 * normalisation and ReLU.
 *
 * <p>Layers are called as in torchvision's state dict, with underscores for dots; the head's names begin with
 * {@code head}.
 */
final class ResNet18 {
    static final int SIZE = 128;
    private static final int[] CHANNELS = {64, 128, 256, 512};

    private ResNet18() {}

    static NetworkGraph graph(int size, int dimension, Draw draw) {
        Layers net = new Layers(size, draw.kaimingNormal(), Layers.PYTORCH_NORM);
        Value x = net.conv("conv1", net.input(), 64, List.of(7, 7), 2, 1, Padding.all(3));
        x = net.graph().relu("relu", net.norm("bn1", x));
        x = net.graph().maxPool("maxpool", x, 3, 2, Padding.all(1), false);
        for (int stage = 0; stage < CHANNELS.length; stage++) {
            String name = "layer" + (stage + 1);
            x = block(net, name + "_0", x, CHANNELS[stage], stage == 0 ? 1 : 2);
            x = block(net, name + "_1", x, CHANNELS[stage], 1);
        }
        x = net.graph().globalAverage("avgpool", x);
        x = net.graph().linear("head_fc", x, dimension, draw.uniform(), Optional.empty());
        return net.output(net.graph().relu("head_relu", net.norm("head_bn", x)));
    }

    private static Value block(Layers net, String name, Value x, int out, int stride) {
        Value y = net.norm(name + "_bn1", net.conv(name + "_conv1", x, out, 3, stride, 1));
        y = net.graph().relu(name + "_relu1", y);
        y = net.norm(name + "_bn2", net.conv(name + "_conv2", y, out, 3, 1, 1));
        Value shortcut = x;
        if (stride != 1 || x.channels() != out) {
            shortcut = net.conv(name + "_downsample_0", x, out, 1, stride, 1);
            shortcut = net.norm(name + "_downsample_1", shortcut);
        }
        return net.graph().relu(name + "_relu2", net.graph().add(name + "_sum", y, shortcut));
    }
}
