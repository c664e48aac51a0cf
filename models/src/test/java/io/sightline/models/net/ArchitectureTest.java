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
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {
    private static final float[] STAGE_1 = {0.028882222f, -0.07887452f, 0.06329682f, 0.14298213f};
    private static final float[] BOTTLENECK = {0.028621579f, -0.017719515f, 0.016640771f, -0.026654428f};

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
        Path onnx = folder.resolve("model.onnx");
        Path torch = folder.resolve("model.pt");
        try (OutputStream out = Files.newOutputStream(onnx)) {
            OnnxExport.write(folded, out);
        }
        try (OutputStream out = Files.newOutputStream(torch)) {
            TorchScriptExport.write(folded, out);
        }

        assertThat(block).hasSize(architecture.defaultDimension());
        assertThat(normalised(Engines.onnx(onnx, input, 1, 3, size, size).get(0)))
                .containsExactly(block, within(1e-4f));
        assertThat(normalised(Engines.torch(torch, input, 1, 3, size, size).get(0)))
                .containsExactly(block, within(1e-4f));
    }

    /** As timesler/facenet-pytorch, torchvision, insightface and the papers count them, with their own last layers. */
    @Test
    void hasAsManyParametersAsWerePublished() {
        assertThat(parameters(Architecture.FACENET_MOBILENETV1))
                .isEqualTo(4_231_976 - 1_025_000 + 1024 * 128 + 2 * 128);
        assertThat(Architecture.FACENET_INCEPTION_RESNETV1.graph(512, 1).cost().parameters())
                .isEqualTo(23_482_624);
        assertThat(parameters(Architecture.RESNET18)).isEqualTo(11_689_512 - 513_000 + 512 * 512 + 2 * 512);
        assertThat(parameters(Architecture.RESNET50)).isEqualTo(43_590_848);
        assertThat(parameters(Architecture.RESNET100)).isEqualTo(65_156_160);
        assertThat(parameters(Architecture.MOBILENETV3)).isEqualTo(5_483_032 - 1_281_000 + 1280 * 128 + 2 * 128);
        assertThat(parameters(Architecture.MOBILEFACENET)).isCloseTo(990_000, within(15_000L));
    }

    /** In millions, as the papers and torchvision have them for the size and the last layer given. */
    @Test
    void takesAsManyMultiplyAddsAsWerePublished() {
        Draw draw = new Draw(1);
        assertThat(millions(Architecture.FACENET_MOBILENETV1.graph(1000, 1))).isCloseTo(290, within(1.0));
        assertThat(millions(ResNet18.graph(224, 1000, draw))).isCloseTo(1814, within(1.0));
        assertThat(millions(Architecture.RESNET50.graph(512, 1))).isCloseTo(6310, within(30.0));
        assertThat(millions(Architecture.RESNET100.graph(512, 1))).isCloseTo(12_110, within(30.0));
        assertThat(millions(MobileNetV3.graph(224, 1000, draw))).isCloseTo(217, within(1.0));
        assertThat(millions(Architecture.MOBILEFACENET.graph(128, 1))).isCloseTo(221, within(1.0));
    }

    @ParameterizedTest
    @EnumSource
    void namesTheNetworkByItsId(Architecture architecture) {
        assertThat(Architecture.of(architecture.id())).isSameAs(architecture);
    }

    @ParameterizedTest
    @EnumSource
    void hasAVectorAsLongAsAskedFor(Architecture architecture) {
        NetworkGraph graph = architecture.graph(64, 1);

        assertThat(graph.outputs().get(0).getKey()).isEqualTo("embedding");
        assertThat(graph.outputs().get(0).getValue().dims()).containsExactly(64);
    }

    @Test
    void startsTheSameForTheSameSeedOnly() {
        NetworkGraph graph = Architecture.MOBILEFACENET.graph(128, 1);

        assertThat(Architecture.MOBILEFACENET.graph(128, 1)).isEqualTo(graph);
        assertThat(Architecture.MOBILEFACENET.graph(128, 2).parameters().get("conv1_conv.weight"))
                .isNotEqualTo(graph.parameters().get("conv1_conv.weight"));
    }

    /** Drawn once here; whoever gets others on another machine cannot repeat a training. */
    @Test
    void drawsTheSameWeightsOnEveryMachine() {
        NetworkGraph graph = Architecture.FACENET_MOBILENETV1.graph(128, 42);

        assertThat(graph.parameters().get("stage1_0_0.weight").values()).startsWith(STAGE_1);
        assertThat(graph.parameters().get("Bottleneck.weight").values()).startsWith(BOTTLENECK);
    }

    @Test
    void keepsTheBackboneWhenTheVectorsLengthChanges() {
        assertThat(Architecture.MOBILEFACENET.graph(512, 1).parameters().get("conv_34_conv_conv.weight"))
                .isEqualTo(Architecture.MOBILEFACENET.graph(128, 1).parameters().get("conv_34_conv_conv.weight"));
    }

    @Test
    void drawsLayersOfOneShapeApart() {
        NetworkGraph graph = Architecture.MOBILEFACENET.graph(128, 1);

        assertThat(graph.parameters().get("conv_3_model_0_conv_conv.weight").values())
                .isNotEqualTo(graph.parameters()
                        .get("conv_3_model_1_conv_conv.weight")
                        .values());
    }

    @ParameterizedTest
    @EnumSource
    void putsTheFaceIntoItsInput(Architecture architecture) {
        int size = architecture.input().width();

        assertThat(architecture.template().leftEye().x()).isCloseTo(38.2946f * size / 112, within(1e-4f));
        assertThat(architecture.template().rightMouth().y()).isCloseTo(92.2041f * size / 112, within(1e-4f));
    }

    @Test
    void refusesAVectorOfOneNumber() {
        assertThatThrownBy(() -> Architecture.RESNET18.graph(1, 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("between 2 and 4096");
    }

    private static long parameters(Architecture architecture) {
        return architecture.graph(architecture.defaultDimension(), 1).cost().parameters();
    }

    private static double millions(NetworkGraph graph) {
        return graph.cost().multiplyAdds() / 1e6;
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

    @Test
    void facenetOnMobileNetBeginsAbleToTellLikePicturesFromOthers() {
        int size = Architecture.FACENET_MOBILENETV1.input().width();
        int pictures = 6;
        Random random = new Random(4);
        float[] input = new float[2 * pictures * 3 * size * size];
        for (int i = 0; i < pictures; i++) {
            float[] coarse = TestNetworks.uniform(random, 3 * 8 * 8, 0, 1);
            for (int p = 0; p < 3 * size * size; p++) {
                int c = p / (size * size);
                int y = p / size % size * 8 / size;
                int x = p % size * 8 / size;
                float value = coarse[(c * 8 + y) * 8 + x];
                input[2 * i * 3 * size * size + p] = value;
                input[(2 * i + 1) * 3 * size * size + p] = 0.9f * value + 0.1f * random.nextFloat();
            }
        }
        float[][] rows = new float[2 * pictures][];
        try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
            NetworkBlock block = new NetworkBlock(Architecture.FACENET_MOBILENETV1.graph(128, 1));
            block.initialize(manager);
            block.observe(true);
            NDArray faces = manager.create(input, new Shape(2L * pictures, 3, size, size));
            float[] all = block.forward(new ParameterStore(manager, false), new NDList(faces), true)
                    .singletonOrThrow()
                    .toFloatArray();
            for (int i = 0; i < rows.length; i++) {
                rows[i] = normalised(Arrays.copyOfRange(all, i * 128, (i + 1) * 128));
            }
        }
        double like = 0;
        double other = 0;
        for (int i = 0; i < pictures; i++) {
            like += distance(rows[2 * i], rows[2 * i + 1]) / pictures;
            other += distance(rows[2 * i], rows[(2 * i + 2) % rows.length]) / pictures;
        }
        // With beta 0 the two are about the same.
        assertThat(like).isLessThan(0.5 * other);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
