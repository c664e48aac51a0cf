package io.sightline.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.sightline.core.UserError;
import io.sightline.models.Engines;
import io.sightline.models.djl.NetworkBlock;
import io.sightline.models.graph.NetworkGraph;
import io.sightline.models.graph.OnnxExport;
import io.sightline.models.graph.TorchScriptExport;
import io.sightline.models.testkit.TestNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void computesTheSameInTrainingAndInItsExports(Architecture architecture) throws Exception {
        NetworkGraph graph =
                TestNetworks.withRandomStatistics(architecture.graph(architecture.defaultDimension(), 1), 2);
        int size = architecture.input().width();
        float[] input = TestNetworks.uniform(new Random(3), 3 * size * size, -1, 1);

        float[] block = normalised(inference(graph, input, size));
        NetworkGraph folded = graph.folded();
        Path onnx = Files.write(folder.resolve("model.onnx"), OnnxExport.of(folded));
        Path torch = Files.write(folder.resolve("model.pt"), TorchScriptExport.of(folded));

        assertThat(block).hasSize(architecture.defaultDimension());
        assertThat(normalised(Engines.onnx(onnx, input, 1, 3, size, size).get(0)))
                .containsExactly(block, within(1e-4f));
        assertThat(normalised(Engines.torch(torch, input, 1, 3, size, size).get(0)))
                .containsExactly(block, within(1e-4f));
    }

    @Test
    void namesTheNetworkThatWasMeant() {
        assertThatThrownBy(() -> Architecture.of("facenet-mobilenet1"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean facenet-mobilenetv1?");
    }

    private static float[] inference(NetworkGraph graph, float[] input, int size) {
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(graph);
            block.initialize(manager);
            NDArray x = manager.create(input, new Shape(1, 3, size, size));
            return block.forward(new ParameterStore(manager, false), new NDList(x), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private static float[] normalised(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / Math.sqrt(square));
        }
        return unit;
    }
}
