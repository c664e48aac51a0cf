package io.sightline.models.testkit;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.BundleRecipe;
import io.sightline.models.BundleWriter;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Bundles for tests: the packaged ones as the build made them, and a small one of random weights. */
public final class TestBundles {
    public static final int TINY_DIMENSION = 16;

    private static final int TINY_SEED = 4;

    /** Its own mirror image in 32 pixels. */
    public static final Landmarks TEMPLATE = new Landmarks(
            new Point(10, 13), new Point(21, 13), new Point(15.5f, 19), new Point(11, 24), new Point(20, 24));

    private TestBundles() {}

    public static ModelBundle packaged(String name) {
        return ModelBundle.load(Path.of(System.getProperty("sightline.bundles", "../models/target/bundles"), name));
    }

    public static ModelBundle tiny(Path folder) throws IOException {
        return tiny(folder, TINY_SEED);
    }

    /** Another seed gives other weights: another model, by its digest. */
    public static ModelBundle tiny(Path folder, int seed) throws IOException {
        return write(folder, Manifest.Kind.EMBEDDER, TINY_DIMENSION, seed);
    }

    /** Its manifest says one dimension more than the network has. */
    public static ModelBundle lyingAboutItsDimension(Path folder) throws IOException {
        return write(folder, Manifest.Kind.EMBEDDER, TINY_DIMENSION + 1, TINY_SEED);
    }

    public static ModelBundle detector(Path folder) throws IOException {
        return write(folder, Manifest.Kind.DETECTOR, 0, TINY_SEED);
    }

    private static ModelBundle write(Path folder, Manifest.Kind kind, int dimension, int seed) throws IOException {
        boolean embedder = kind == Manifest.Kind.EMBEDDER;
        var networks = new TreeMap<String, NetworkGraph>();
        networks.put(Manifest.SOLE_PART, network(seed));
        BundleWriter.write(
                new BundleRecipe(
                        "tiny",
                        "1",
                        kind,
                        new Manifest.Input(
                                32, 32, Manifest.ChannelOrder.RGB, List.of(127.5f, 127.5f, 127.5f), 1 / 128f),
                        embedder ? TEMPLATE : null,
                        dimension,
                        embedder ? new Manifest.Threshold(0.75, 0.1, 0.001, "random weights: for tests") : null,
                        networks,
                        new Manifest.Origin("of random numbers", List.of(), new TreeMap<>(), new TreeMap<>())),
                folder);
        return ModelBundle.load(folder);
    }

    private static NetworkGraph network(int seed) {
        var random = new Random(seed);
        var graph = new GraphBuilder(3, 32, 32);
        Value x = graph.conv(
                "stem",
                graph.input(),
                floats(random, 8 * 3 * 3 * 3),
                List.of(8, 3, 3, 3),
                floats(random, 8),
                2,
                new Padding(1, 1, 1, 1));
        x = graph.flatten("flat", graph.relu("bend", x));
        graph.output(
                "vector",
                graph.linear("last", x, floats(random, TINY_DIMENSION * x.channels()), floats(random, TINY_DIMENSION)));
        return graph.build();
    }

    /** The network again in plain loops: 3x3 convolution of stride 2 with a border of zeros, ReLU, linear. */
    public static float[] computeTiny(ByteBuffer face) {
        var random = new Random(TINY_SEED);
        float[] kernel = floats(random, 8 * 3 * 3 * 3);
        float[] kernelBias = floats(random, 8);
        float[] hidden = new float[8 * 16 * 16];
        for (int o = 0; o < 8; o++) {
            for (int y = 0; y < 16; y++) {
                for (int x = 0; x < 16; x++) {
                    double sum = kernelBias[o];
                    for (int k = 0; k < 27; k++) {
                        int row = 2 * y + k % 9 / 3 - 1;
                        int column = 2 * x + k % 3 - 1;
                        if (row >= 0 && row < 32 && column >= 0 && column < 32) {
                            sum += kernel[o * 27 + k] * face.getFloat(4 * ((k / 9 * 32 + row) * 32 + column));
                        }
                    }
                    hidden[(o * 16 + y) * 16 + x] = (float) Math.max(0, sum);
                }
            }
        }
        float[] last = floats(random, TINY_DIMENSION * hidden.length);
        float[] vector = floats(random, TINY_DIMENSION);
        for (int o = 0; o < TINY_DIMENSION; o++) {
            double sum = vector[o];
            for (int i = 0; i < hidden.length; i++) {
                sum += last[o * hidden.length + i] * hidden[i];
            }
            vector[o] = (float) sum;
        }
        return vector;
    }

    private static float[] floats(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() * 0.1f;
        }
        return values;
    }
}
