package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.opencv.global.opencv_dnn.readNetFromONNX;

import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.OnnxExport;
import io.sightline.models.net.Architecture;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestNetworks;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is ONNX as others read it: OpenCV has a reader and a runtime of its own. */
class OtherReadersTest {
    private static final double TOLERANCE = 1e-4;

    @TempDir
    Path folder;

    @Test
    void openCvComputesAPackagedEmbedderAlike() throws Exception {
        ModelBundle bundle = TestBundles.packaged("mobilefacenet-128");
        assertAlike(bundle.onnx(), bundle.manifest().input());
    }

    @Test
    void openCvComputesATrainableNetworkAlike() throws Exception {
        NetworkGraph graph = TestNetworks.withRandomStatistics(Architecture.FACENET_MOBILENETV1.graph(128, 1), 2);
        assertAlike(written(graph.folded()), Architecture.FACENET_MOBILENETV1.input());
    }

    private Path written(NetworkGraph graph) throws IOException {
        Path file = folder.resolve("model.onnx");
        Files.write(file, OnnxExport.of(graph));
        return file;
    }

    private static void assertAlike(Path onnx, Manifest.Input input) throws Exception {
        float[] pixels = TestNetworks.uniform(new Random(3), 3 * input.height() * input.width(), -1, 1);
        float[] expected =
                Engines.onnx(onnx, pixels, 1, 3, input.height(), input.width()).get(0);
        assertThat(largestDifference(unit(openCv(onnx, pixels, input)), unit(expected)))
                .isLessThan(TOLERANCE);
    }

    private static float[] openCv(Path onnx, float[] pixels, Manifest.Input input) {
        try (Net net = readNetFromONNX(onnx.toString());
                Mat blob = new Mat(new int[] {1, 3, input.height(), input.width()}, opencv_core.CV_32F)) {
            blob.<FloatBuffer>createBuffer().put(pixels);
            net.setInput(blob, Manifest.Part.INPUT, 1, new Scalar());
            try (Mat vector = net.forward()) {
                float[] values = new float[(int) vector.total()];
                vector.<FloatBuffer>createBuffer().get(values);
                return values;
            }
        }
    }

    private static float[] unit(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(squares));
        }
        return unit;
    }

    private static double largestDifference(float[] a, float[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }
}
