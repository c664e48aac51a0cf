package io.sightline.trainer.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;

/** What PyTorch computed: {@code src/test/python/golden.py} made the file. */
public final class Golden {
    private Golden() {}

    public static JsonNode all() throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream("/io/sightline/trainer/golden.json")) {
            return new JsonMapper().readTree(in);
        }
    }

    public static NDArray array(NDManager manager, JsonNode node) {
        Shape shape = node.get(0).isArray() ? new Shape(node.size(), node.get(0).size()) : new Shape(node.size());
        return manager.create(floats(node), shape);
    }

    public static float[] floats(JsonNode node) {
        double[] values = flat(node);
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    public static float[][] rows(JsonNode node) {
        float[][] rows = new float[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = floats(node.get(i));
        }
        return rows;
    }

    public static int[] ints(JsonNode node) {
        int[] values = new int[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).intValue();
        }
        return values;
    }

    /** Equal to a share of the largest number: single ones may be near zero by cancellation. */
    public static void assertNear(float[] found, JsonNode expected, double share) {
        double[] values = flat(expected);
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(found).hasSize(values.length);
        for (int i = 0; i < values.length; i++) {
            assertThat((double) found[i]).as("value " + i).isCloseTo(values[i], within(share * largest));
        }
    }

    private static double[] flat(JsonNode node) {
        if (node.get(0).isArray()) {
            int width = node.get(0).size();
            double[] values = new double[node.size() * width];
            for (int i = 0; i < values.length; i++) {
                values[i] = node.get(i / width).get(i % width).doubleValue();
            }
            return values;
        }
        double[] values = new double[node.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = node.get(i).doubleValue();
        }
        return values;
    }
}
