package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.PyTorchLibraries;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.trainer.testkit.MadeUpPeople;
import io.sightline.trainer.testkit.TinyNetwork;
import io.sightline.trainer.testkit.TinyTraining;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NormStatisticsTest {
    private final NetworkGraph graph = TinyNetwork.graph(0.5f);
    private final CropPreprocessor network = new CropPreprocessor(TinyNetwork.INPUT, TinyNetwork.TEMPLATE);
    private final MadeUpPeople faces = MadeUpPeople.of("p", 6, 4);
    private final Student student = new Student(graph, PyTorchLibraries.load(), Device.cpu());

    @AfterEach
    void close() {
        student.close();
    }

    /** Of the first number of every face's vector, as it is served. */
    private double[] meanAndVariance() {
        var batch = new FaceBatch(faces.size(), 32, 32);
        for (int i = 0; i < faces.size(); i++) {
            var crop = faces.crop(i);
            batch.add(floats -> network.into(floats, crop.jpeg(), crop.landmarks()));
        }
        try (NDManager call = student.manager().newSubManager()) {
            float[] values = student.forward(call, batch.bytes(), batch.shape(), false)
                    .get(":, 0")
                    .toFloatArray();
            double mean = 0;
            for (float value : values) {
                mean += value / values.length;
            }
            double variance = 0;
            for (float value : values) {
                variance += (value - mean) * (value - mean) / (values.length - 1);
            }
            return new double[] {mean, variance};
        }
    }

    @Test
    void facesAsTheyAreServedComeOutNormalised() {
        assertThat(meanAndVariance()[1]).isNotCloseTo(1, within(0.2));
        new NormStatistics(student, graph, faces, network).measure();
        // Not quite 1: each layer divides by an estimate of its variance from few values.
        assertThat(meanAndVariance()[0]).isCloseTo(0, within(1e-3));
        assertThat(meanAndVariance()[1]).isCloseTo(1, within(0.05));
    }

    @Test
    void measuringAgainChangesNothing() {
        var statistics = new NormStatistics(student, graph, faces, network);
        statistics.measure();
        float[] first = student.statistics().get("norm.variance").toFloatArray();
        statistics.measure();
        assertThat(student.statistics().get("norm.variance").toFloatArray()).containsExactly(first, within(1e-4f));
    }

    @Test
    void frozenLayersKeepTheirs() {
        student.freeze(name -> name.startsWith("first"));
        float[] before = student.statistics().get("first_norm.variance").toFloatArray();
        new NormStatistics(student, graph, faces, network).measure();
        assertThat(student.statistics().get("first_norm.variance").toFloatArray())
                .containsExactly(before, within(1e-6f));
        assertThat(student.statistics().get("second_norm.variance").toFloatArray()[0])
                .isNotCloseTo(1, within(1e-2f));
    }

    @Test
    void aNetworkBeforeItsFirstStepIsJudgedByMeasuredStatistics() {
        var batch = new FaceBatch(faces.size(), 32, 32);
        for (int i = 0; i < faces.size(); i++) {
            var crop = faces.crop(i);
            batch.add(floats -> network.into(floats, crop.jpeg(), crop.landmarks()));
        }
        try (var untrained = TrainedNetwork.measured(
                graph, TinyNetwork.INPUT, TinyNetwork.TEMPLATE, TinyTraining.machine(), faces)) {
            double mean = 0;
            for (float[] row : untrained.raw(batch)) {
                mean += row[0] / faces.size();
            }
            assertThat(mean).isCloseTo(0, within(1e-3));
        }
    }

    @Test
    void aNormalisationOfFixedScaleIsMeasuredToo() {
        var builder = new GraphBuilder(3, 32, 32);
        builder.output(
                "embedding",
                builder.batchNorm("fixed", builder.globalAverage("mean", builder.input()), 1e-3f, 0.1f, false));
        NetworkGraph plain = builder.build();
        try (var other = new Student(plain, PyTorchLibraries.load(), Device.cpu())) {
            new NormStatistics(other, plain, faces, network).measure();
            assertThat(other.statistics().get("fixed.mean").toFloatArray()[0]).isNotCloseTo(0, within(1e-3f));
            assertThat(other.statistics().get("fixed.gamma").toFloatArray()).containsOnly(1);
        }
    }
}
