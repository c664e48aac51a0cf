package io.sightline.models.packaged;

import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;

/**
 * dlib's face descriptor, a ResNet of 29 convolutions (http://dlib.net/dnn_face_recognition_ex.cpp.html), with the
 * weights as face-api.js packs them.
 *
 * <p>Input: RGB, 150×150, cut by dlib's chip template, {@code (pixel - mean) / 256}. Output: {@code embedding} of
 * {@value #DIMENSION} numbers, not normalised.
 */
final class DlibResNet {
    static final int SIZE = 150;
    static final int DIMENSION = 128;

    private final TfjsWeights weights;
    private GraphBuilder net;

    DlibResNet(TfjsWeights weights) {
        this.weights = weights;
    }

    NetworkGraph descriptor() {
        net = new GraphBuilder(3, SIZE, SIZE);
        Value x = scaledConv(net.input(), "conv32_down", 2); // 72×72×32
        x = net.relu("conv32_down_relu", x);
        x = net.maxPool("pool", x, 3, 2, false); // 35×35

        x = residual(x, "conv32_1");
        x = residual(x, "conv32_2");
        x = residual(x, "conv32_3");

        x = down(x, "conv64_down"); // 17×17×64
        x = residual(x, "conv64_1");
        x = residual(x, "conv64_2");
        x = residual(x, "conv64_3");

        x = down(x, "conv128_down"); // 8×8×128
        x = residual(x, "conv128_1");
        x = residual(x, "conv128_2");

        x = down(x, "conv256_down"); // 4×4×256
        x = residual(x, "conv256_1");
        x = residual(x, "conv256_2");
        x = down(x, "conv256_down_out"); // 2×2×256

        x = net.globalAverage("average", x);
        TfjsTensor fc = weights.tensor("fc").transposed(1, 0);
        net.output("embedding", net.linear("fc", x, fc.values(), new float[DIMENSION]));
        return net.build();
    }

    private Value residual(Value x, String block) {
        Value y = net.relu(block + "_relu1", scaledConv(x, block + "/conv1", 1));
        y = scaledConv(y, block + "/conv2", 1);
        return net.relu(block + "_relu2", net.add(block + "_sum", x, y));
    }

    /** Halves the map. Whichever branch comes out smaller is filled up with zeros, as dlib's {@code add_prev} does. */
    private Value down(Value x, String block) {
        Value y = net.relu(block + "_relu1", scaledConv(x, block + "/conv1", 2));
        y = scaledConv(y, block + "/conv2", 1);
        Value q = net.averagePool(block + "_pool", x, 2, 2);
        if (y.channels() > q.channels()) {
            q = net.zeroPad(block + "_pool_padded", q, y.channels() - q.channels(), 0, 0);
        }
        if (q.height() > y.height()) {
            y = net.zeroPad(block + "_padded", y, 0, q.height() - y.height(), q.width() - y.width());
        }
        return net.relu(block + "_relu2", net.add(block + "_sum", q, y));
    }

    /** A convolution with a factor and an offset a channel, which are folded in: {@code W' = W s, b' = b s + t}. */
    private Value scaledConv(Value x, String unit, int stride) {
        TfjsTensor kernel = weights.tensor(unit + "/conv/filters").transposed(3, 2, 0, 1);
        float[] scale = weights.tensor(unit + "/scale/weights").values();
        float[] offset = weights.tensor(unit + "/scale/biases").values();
        float[] weight = kernel.values();
        float[] bias = weights.tensor(unit + "/conv/bias").values().clone();
        int perChannel = weight.length / bias.length;
        for (int channel = 0; channel < bias.length; channel++) {
            for (int i = 0; i < perChannel; i++) {
                weight[channel * perChannel + i] *= scale[channel];
            }
            bias[channel] = bias[channel] * scale[channel] + offset[channel];
        }
        Padding padding = stride == 1 ? Padding.all(1) : Padding.NONE;
        return net.conv(unit.replace('/', '_'), x, weight, kernel.shape(), bias, stride, padding);
    }
}
