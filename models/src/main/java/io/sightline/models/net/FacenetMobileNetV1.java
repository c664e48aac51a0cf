package io.sightline.models.net;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Value;

/**
 * FaceNet (Schroff et al. 2015, https://arxiv.org/abs/1503.03832) on MobileNetV1 (Howard et al. 2017,
 * https://arxiv.org/abs/1704.04861), as bubbliiiing/facenet-pytorch has it: ReLU6 behind each convolution, the mean,
 * half of it dropped out, a linear layer without bias, batch normalisation.
 *
 * <p>Layers are called as in that repository's state dict, without {@code backbone.model.} and with underscores for dots.
 *
 * <p>One thing begins otherwise than there: the beta of the normalisations in the backbone, see {@link #NORM}.
 */
final class FacenetMobileNetV1 {
    static final int SIZE = 160;
    /** What comes out of each block, and by how much its depthwise convolution strides. */
    private static final int[][][] STAGES = {
        {{64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}},
        {{512, 2}, {512, 1}, {512, 1}, {512, 1}, {512, 1}, {512, 1}},
        {{1024, 2}, {1024, 1}}
    };

    /**
     * Channels begin in the middle of what ReLU6 lets through, so that the network begins nearly linear. With beta 0 half
     * of each layer is cut off, and 27 such layers without a way around them are chaos (Yang et al. 2019, A Mean Field
     * Theory of Batch Normalization): any two faces come out equally far apart, and hundreds of steps are spent on
     * undoing that.
     */
    private static final Layers.Norm NORM =
            new Layers.Norm(Layers.PYTORCH_NORM.epsilon(), Layers.PYTORCH_NORM.momentum(), 2);

    private FacenetMobileNetV1() {}

    static NetworkGraph graph(int dimension, Draw draw) {
        Layers net = new Layers(SIZE, draw.normal(0.1), NORM);
        Value x = net.input();
        x = unit(net, "stage1_0", 0, x, 32, 2, 1);
        for (int stage = 0; stage < STAGES.length; stage++) {
            int first = stage == 0 ? 1 : 0;
            for (int i = 0; i < STAGES[stage].length; i++) {
                String name = "stage" + (stage + 1) + "_" + (first + i);
                int[] block = STAGES[stage][i];
                x = unit(net, name, 0, x, x.channels(), block[1], x.channels());
                x = pointwise(net, name, x, block[0]);
            }
        }
        return net.facenetHead(x, dimension, draw);
    }

    /** A 3×3 convolution, its normalisation and ReLU6, numbered as PyTorch numbers the parts of a sequence. */
    private static Value unit(Layers net, String name, int number, Value x, int out, int stride, int groups) {
        Value y = net.conv(name + "_" + number, x, out, 3, stride, groups);
        y = net.norm(name + "_" + (number + 1), y);
        return net.graph().clip(name + "_" + (number + 2), y, 0, 6);
    }

    private static Value pointwise(Layers net, String name, Value x, int out) {
        Value y = net.conv(name + "_3", x, out, 1, 1, 1);
        y = net.norm(name + "_4", y);
        return net.graph().clip(name + "_5", y, 0, 6);
    }
}
