package io.sightline.models.net;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.util.List;

/**
 * FaceNet (Schroff et al. 2015, https://arxiv.org/abs/1503.03832) on Inception-ResNet-v1 (Szegedy et al. 2016,
 * https://arxiv.org/abs/1602.07261) in the slimmer form of davidsandberg/facenet, as timesler/facenet-pytorch and
 * bubbliiiing/facenet-pytorch have it.
 *
 * <p>Layers are called as in their state dicts (the latter's without {@code backbone.model.}), with underscores for dots.
 */
final class FacenetInceptionResnetV1 {
    static final int SIZE = 160;

    private static final int POINT = 1;
    private static final int SQUARE = 3;

    private final Layers net;
    private final Draw draw;

    private FacenetInceptionResnetV1(Draw draw) {
        this.draw = draw;
        this.net = new Layers(SIZE, draw.normal(0.1), new Layers.Norm(1e-3f, 0.1f, 0));
    }

    static NetworkGraph graph(int dimension, Draw draw) {
        return new FacenetInceptionResnetV1(draw).build(dimension);
    }

    private NetworkGraph build(int dimension) {
        Value x = valid("conv2d_1a", net.input(), 32, SQUARE, 2); // 79×79
        x = valid("conv2d_2a", x, 32, SQUARE, 1); // 77×77
        x = same("conv2d_2b", x, 64, SQUARE);
        x = net.graph().maxPool("maxpool_3a", x, 3, 2, false); // 38×38
        x = same("conv2d_3b", x, 80, POINT);
        x = valid("conv2d_4a", x, 192, SQUARE, 1); // 36×36
        x = valid("conv2d_4b", x, 256, SQUARE, 2); // 17×17
        for (int i = 0; i < 5; i++) {
            x = block35("repeat_1_" + i, x);
        }
        x = mixed6a(x); // 8×8×896
        for (int i = 0; i < 10; i++) {
            x = block17("repeat_2_" + i, x);
        }
        x = mixed7a(x); // 3×3×1792
        for (int i = 0; i < 5; i++) {
            x = net.graph().relu("repeat_3_" + i + "_relu", block8("repeat_3_" + i, x, 0.20f));
        }
        x = block8("block8", x, 1);
        return net.facenetHead(x, dimension, draw);
    }

    private Value block35(String name, Value x) {
        Value first = same(name + "_branch0", x, 32, POINT);
        Value second = same(name + "_branch1_0", x, 32, POINT);
        second = same(name + "_branch1_1", second, 32, SQUARE);
        Value third = same(name + "_branch2_0", x, 32, POINT);
        third = same(name + "_branch2_1", third, 32, SQUARE);
        third = same(name + "_branch2_2", third, 32, SQUARE);
        return net.graph().relu(name + "_relu", residual(name, x, List.of(first, second, third), 0.17f));
    }

    private Value block17(String name, Value x) {
        Value first = same(name + "_branch0", x, 128, POINT);
        Value second = same(name + "_branch1_0", x, 128, POINT);
        second = unit(name + "_branch1_1", second, 128, List.of(1, 7), 1, new Padding(0, 3, 0, 3));
        second = unit(name + "_branch1_2", second, 128, List.of(7, 1), 1, new Padding(3, 0, 3, 0));
        return net.graph().relu(name + "_relu", residual(name, x, List.of(first, second), 0.10f));
    }

    private Value block8(String name, Value x, float scale) {
        Value first = same(name + "_branch0", x, 192, POINT);
        Value second = same(name + "_branch1_0", x, 192, POINT);
        second = unit(name + "_branch1_1", second, 192, List.of(1, 3), 1, new Padding(0, 1, 0, 1));
        second = unit(name + "_branch1_2", second, 192, List.of(3, 1), 1, new Padding(1, 0, 1, 0));
        return residual(name, x, List.of(first, second), scale);
    }

    private Value mixed6a(Value x) {
        Value first = valid("mixed_6a_branch0", x, 384, SQUARE, 2);
        Value second = same("mixed_6a_branch1_0", x, 192, POINT);
        second = same("mixed_6a_branch1_1", second, 192, SQUARE);
        second = valid("mixed_6a_branch1_2", second, 256, SQUARE, 2);
        Value third = net.graph().maxPool("mixed_6a_branch2", x, 3, 2, false);
        return net.graph().concat("mixed_6a", List.of(first, second, third));
    }

    private Value mixed7a(Value x) {
        Value first = same("mixed_7a_branch0_0", x, 256, POINT);
        first = valid("mixed_7a_branch0_1", first, 384, SQUARE, 2);
        Value second = same("mixed_7a_branch1_0", x, 256, POINT);
        second = valid("mixed_7a_branch1_1", second, 256, SQUARE, 2);
        Value third = same("mixed_7a_branch2_0", x, 256, POINT);
        third = same("mixed_7a_branch2_1", third, 256, SQUARE);
        third = valid("mixed_7a_branch2_2", third, 256, SQUARE, 2);
        Value fourth = net.graph().maxPool("mixed_7a_branch3", x, 3, 2, false);
        return net.graph().concat("mixed_7a", List.of(first, second, third, fourth));
    }

    /** {@code x + scale * conv(branches)}. */
    private Value residual(String name, Value x, List<Value> branches, float scale) {
        Value joined = net.graph().concat(name + "_concat", branches);
        Value y = net.convWithBias(
                name + "_conv2d", joined, x.channels(), draw.normal(0.1), draw.bias(joined.channels()));
        if (scale != 1) {
            y = net.graph().scale(name + "_scale", y, scale);
        }
        return net.graph().add(name + "_sum", y, x);
    }

    private Value same(String name, Value x, int out, int kernel) {
        return unit(name, x, out, List.of(kernel, kernel), 1, Padding.all(kernel / 2));
    }

    private Value valid(String name, Value x, int out, int kernel, int stride) {
        return unit(name, x, out, List.of(kernel, kernel), stride, Padding.NONE);
    }

    private Value unit(String name, Value x, int out, List<Integer> kernel, int stride, Padding pad) {
        Value y = net.conv(name + "_conv", x, out, kernel, stride, 1, pad);
        return net.graph().relu(name + "_relu", net.norm(name + "_bn", y));
    }
}
