package io.sightline.models.testkit;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.Node;
import io.sightline.models.graph.Operation;
import io.sightline.models.graph.Parameter;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Networks and their input, made of random numbers by a seed. */
public final class TestNetworks {
    private TestNetworks() {}

    /** With normalisations that do something: as after some training, and so that the numbers stay near one. */
    public static NetworkGraph withRandomStatistics(NetworkGraph graph, long seed) {
        var random = new Random(seed);
        Map<String, Parameter> parameters = new HashMap<>(graph.parameters());
        for (Node node : graph.nodes()) {
            if (node.operation() instanceof Operation.BatchNorm norm) {
                put(parameters, norm.gamma(), random, 0.5f, 1.5f);
                put(parameters, norm.beta(), random, -0.5f, 0.5f);
                put(parameters, norm.mean(), random, -0.5f, 0.5f);
                put(parameters, norm.variance(), random, 0.5f, 2f);
            }
        }
        return graph.withParameters(parameters);
    }

    private static void put(Map<String, Parameter> all, Parameter old, Random random, float from, float to) {
        float[] values = uniform(random, old.length(), from, to);
        all.put(old.name(), new Parameter(old.name(), old.shape(), values));
    }

    public static float[] uniform(Random random, int count, float from, float to) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = from + random.nextFloat() * (to - from);
        }
        return values;
    }
}
