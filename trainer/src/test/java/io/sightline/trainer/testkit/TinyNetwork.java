package io.sightline.trainer.testkit;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.Manifest;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.Initial;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Of 32 pixels, with everything that a large network has which is difficult: normalisation, and chance. */
public final class TinyNetwork {
    public static final int DIMENSION = 16;

    public static final Manifest.Input INPUT =
            new Manifest.Input(32, 32, Manifest.ChannelOrder.RGB, List.of(127.5f, 127.5f, 127.5f), 1 / 128f);

    public static final Landmarks TEMPLATE = new Landmarks(
            new Point(10, 13), new Point(21, 13), new Point(15.5f, 19), new Point(11, 24), new Point(20, 24));

    private TinyNetwork() {}

    public static NetworkGraph graph(float dropout) {
        Initial even = (name, shape) -> {
            int in = shape.stream().skip(1).reduce(1, Math::multiplyExact);
            var random = new Random(name.hashCode());
            float[] values = new float[shape.get(0) * in];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / in));
            }
            return values;
        };
        var graph = new GraphBuilder(3, 32, 32);
        Value x = layer(graph, "first", graph.input(), 8, even);
        x = layer(graph, "second", x, 16, even);
        x = layer(graph, "third", x, 16, even);
        x = graph.dropout("drop", graph.flatten("flat", x), dropout);
        x = graph.linear("last", x, DIMENSION, even, Optional.empty());
        graph.output("embedding", graph.batchNorm("norm", x, 1e-3f, 0.1f, true));
        return graph.build();
    }

    private static Value layer(GraphBuilder graph, String name, Value x, int out, Initial even) {
        Value y = graph.conv(
                name, x, List.of(out, x.channels(), 3, 3), even, Optional.empty(), 2, new Padding(1, 1, 1, 1));
        return graph.relu(name + "_bend", graph.batchNorm(name + "_norm", y, 1e-3f, 0.1f, true));
    }
}
