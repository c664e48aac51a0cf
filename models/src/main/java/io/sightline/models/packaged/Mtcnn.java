package io.sightline.models.packaged;

import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.util.List;

/**
 * The three networks of MTCNN (Zhang et al. 2016, https://arxiv.org/abs/1604.02878), with the weights of face-api.js.
 *
 * <p>Input: RGB, {@code (pixel - 127.5) / 128}. Outputs: {@code probability} that there is a face; {@code regression},
 * by which to move the box's corners x1, y1, x2, y2 in widths and heights of the box; from the last network {@code
 * points}, x of the five points, then y, in widths and heights from the box's corner.
 *
 * <p>The weights were trained on transposed pictures. Instead of transposing pictures we swap the two axes of every
 * kernel.
 */
final class Mtcnn {
    private static final boolean CEIL = true;
    private static final boolean WHOLE = false;

    private final TfjsWeights weights;

    Mtcnn(TfjsWeights weights) {
        this.weights = weights;
    }

    /** P-Net: slides over a picture of any size; each output cell stands for 12×12 pixels, 2 apart. */
    NetworkGraph proposal() {
        GraphBuilder net = new GraphBuilder(3, Value.ANY, Value.ANY);
        Value x = convPRelu(net, net.input(), "pnet/conv1", "pnet/prelu1_alpha");
        x = net.maxPool("pool1", x, 2, 2, CEIL);
        x = convPRelu(net, x, "pnet/conv2", "pnet/prelu2_alpha");
        x = convPRelu(net, x, "pnet/conv3", "pnet/prelu3_alpha");

        Value face = conv(net, "face", x, faceOverNone("pnet/conv4_1/weights"), faceOverNone("pnet/conv4_1/bias"));
        net.output("probability", net.sigmoid("face_sigmoid", face));
        net.output(
                "regression",
                conv(net, "box", x, weights.tensor("pnet/conv4_2/weights"), weights.tensor("pnet/conv4_2/bias")));
        return net.build();
    }

    /** R-Net: judges boxes of 24×24 pixels. */
    NetworkGraph refinement() {
        GraphBuilder net = new GraphBuilder(3, 24, 24);
        Value x = convPRelu(net, net.input(), "rnet/conv1", "rnet/prelu1_alpha");
        x = net.maxPool("pool1", x, 3, 2, CEIL);
        x = convPRelu(net, x, "rnet/conv2", "rnet/prelu2_alpha");
        x = net.maxPool("pool2", x, 3, 2, WHOLE);
        x = convPRelu(net, x, "rnet/conv3", "rnet/prelu3_alpha");
        x = flatLinearPRelu(net, x, "rnet/fc1", "rnet/prelu4_alpha");

        heads(net, x, "rnet");
        return net.build();
    }

    /** O-Net: judges boxes of 48×48 pixels and finds the five points. */
    NetworkGraph output() {
        GraphBuilder net = new GraphBuilder(3, 48, 48);
        Value x = convPRelu(net, net.input(), "onet/conv1", "onet/prelu1_alpha");
        x = net.maxPool("pool1", x, 3, 2, CEIL);
        x = convPRelu(net, x, "onet/conv2", "onet/prelu2_alpha");
        x = net.maxPool("pool2", x, 3, 2, WHOLE);
        x = convPRelu(net, x, "onet/conv3", "onet/prelu3_alpha");
        x = net.maxPool("pool3", x, 2, 2, CEIL);
        x = convPRelu(net, x, "onet/conv4", "onet/prelu4_alpha");
        x = flatLinearPRelu(net, x, "onet/fc1", "onet/prelu5_alpha");

        heads(net, x, "onet");
        net.output("points", linear(net, "landmarks", x, "onet/fc2_3"));
        return net.build();
    }

    private void heads(GraphBuilder net, Value x, String unit) {
        TfjsTensor weight = faceOverNone(unit + "/fc2_1/weights").transposed(1, 0);
        Value face = net.linear(
                "face", x, weight.values(), faceOverNone(unit + "/fc2_1/bias").values());
        net.output("probability", net.sigmoid("face_sigmoid", face));
        net.output("regression", linear(net, "box", x, unit + "/fc2_2"));
    }

    private Value convPRelu(GraphBuilder net, Value x, String unit, String alpha) {
        String layer = unit.substring(unit.indexOf('/') + 1);
        Value y = conv(net, layer, x, weights.tensor(unit + "/weights"), weights.tensor(unit + "/bias"));
        return net.prelu(layer + "_prelu", y, weights.tensor(alpha).values());
    }

    private static Value conv(GraphBuilder net, String layer, Value x, TfjsTensor weight, TfjsTensor bias) {
        TfjsTensor kernel = weight.transposed(3, 2, 1, 0);
        return net.conv(layer, x, kernel.values(), kernel.shape(), bias.values(), 1, Padding.NONE);
    }

    /** The weights count a map's numbers as column, row, channel; ours are channel, row, column. */
    private Value flatLinearPRelu(GraphBuilder net, Value x, String unit, String alpha) {
        TfjsTensor weight = weights.tensor(unit + "/weights");
        int outputs = weight.shape().get(1);
        TfjsTensor reordered =
                weight.reshaped(x.width(), x.height(), x.channels(), outputs).transposed(3, 2, 1, 0);
        Value y = net.flatten("flat", x);
        y = net.linear(
                "fc1", y, reordered.values(), weights.tensor(unit + "/bias").values());
        return net.prelu("fc1_prelu", y, weights.tensor(alpha).values());
    }

    private Value linear(GraphBuilder net, String layer, Value x, String unit) {
        TfjsTensor weight = weights.tensor(unit + "/weights").transposed(1, 0);
        return net.linear(
                layer, x, weight.values(), weights.tensor(unit + "/bias").values());
    }

    /**
     * Of two classes, {@code softmax(none, face)[face] = sigmoid(face - none)}: so the difference of the two columns
     * does for both, and there is one output less to move about.
     */
    private TfjsTensor faceOverNone(String name) {
        TfjsTensor both = weights.tensor(name);
        float[] difference = new float[both.values().length / 2];
        for (int i = 0; i < difference.length; i++) {
            difference[i] = both.values()[2 * i + 1] - both.values()[2 * i];
        }
        Integer[] shape = both.shape().toArray(Integer[]::new);
        shape[shape.length - 1] = 1;
        return new TfjsTensor(name, List.of(shape), difference);
    }
}
