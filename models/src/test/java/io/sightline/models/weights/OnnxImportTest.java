package io.sightline.models.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.Manifest.ChannelOrder;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.graph.GraphBuilder;
import io.sightline.models.graph.OnnxExport;
import io.sightline.models.graph.Padding;
import io.sightline.models.graph.Value;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import io.sightline.models.testkit.TestNetworks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxImportTest {
    private static final Manifest.Input INPUT =
            new Manifest.Input(32, 32, ChannelOrder.RGB, List.of(127.5f, 127.5f, 127.5f), 1 / 128f);

    private static final List<FaceImage> FACES = TestCrops.many(3);

    @TempDir
    Path folder;

    @Test
    void anEmbedderThatCameAsOnnxMakesTheVectorsOfTheNetworkItIs() throws Exception {
        ModelBundle original = TestBundles.tiny(folder.resolve("original"));
        ModelBundle imported = imported(Files.readAllBytes(original.onnx()));

        assertThat(imported.manifest().dimension())
                .isEqualTo(original.manifest().dimension());
        assertThat(imported.id()).isNotEqualTo(original.id());
        assertThat(vectors(imported)).isDeepEqualTo(vectors(original));
    }

    @Test
    void aNetworkForOneFaceGetsABatchFaceByFace() throws Exception {
        ModelBundle original = TestBundles.tiny(folder.resolve("original"));
        ModelBundle single = imported(changed(Files.readAllBytes(original.onnx()), model -> model.getGraphBuilder()
                .getInputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .getShapeBuilder()
                .getDimBuilder(0)
                .setDimValue(1)));

        assertThat(vectors(single)).isDeepEqualTo(vectors(original));
    }

    @Test
    void pyTorchIsRefusedForWhatCameAsOnnx() throws Exception {
        ModelBundle imported = imported(tiny());
        var options = new EmbeddingOptions(EngineKind.PYTORCH, new ComputeDevice.Cpu(), 1, 1, false);

        assertThatThrownBy(() -> FaceEmbedder.open(imported, options))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "has no TorchScript, which PyTorch takes: its network is ONNX only." + " Set engine: onnx");
    }

    @Test
    void whatIsNoOnnxIsRefusedAndLeavesNothingBehind() {
        assertRefused(new byte[] {1, 2, 3}, "ONNX Runtime cannot read");
        assertThat(folder.resolve("bundle")).doesNotExist();
        assertThat(folder.toFile().list()).containsExactly("net.onnx");
    }

    @Test
    void anInputOfAnotherSizeIsRefused() throws Exception {
        GraphBuilder graph = new GraphBuilder(3, 40, 40);
        graph.output("vector", graph.globalAverage("mean", graph.input()));

        assertRefused(OnnxExport.of(graph.build()), "expected one input of float32, [faces, 3, 32, 32]");
    }

    @Test
    void aMapInPlaceOfAVectorIsRefused() {
        GraphBuilder graph = new GraphBuilder(3, 32, 32);
        graph.output("map", graph.relu("relu", graph.input()));

        assertRefused(OnnxExport.of(graph.build()), "expected one vector a face, [1, dimension]");
    }

    @Test
    void twoOutputsAreRefused() {
        GraphBuilder graph = new GraphBuilder(3, 32, 32);
        Value mean = graph.globalAverage("mean", graph.input());
        graph.output("a", mean);
        graph.output("b", graph.relu("relu", mean));

        assertRefused(OnnxExport.of(graph.build()), "has the outputs [a, b]; expected one, the vector");
    }

    @Test
    void theSameVectorOfEveryPictureIsRefused() {
        GraphBuilder graph = new GraphBuilder(3, 32, 32);
        Value x = graph.conv(
                "blind", graph.input(), new float[12], List.of(4, 3, 1, 1), new float[] {1, 2, 3, 4}, 1, Padding.NONE);
        graph.output("vector", graph.globalAverage("mean", x));

        assertRefused(OnnxExport.of(graph.build()), "makes the same vector of every picture");
    }

    @Test
    void weightsInAnotherFileAreRefused() throws Exception {
        byte[] outside = changed(tiny(), model -> model.getGraphBuilder()
                .getInitializerBuilder(0)
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalDataBuilder()
                .setKey("location")
                .setValue("weights.bin"));
        Files.write(folder.resolve("weights.bin"), new byte[1 << 16]);

        assertRefused(outside, "ONNX Runtime cannot read");
    }

    private byte[] tiny() {
        var random = new Random(5);
        GraphBuilder graph = new GraphBuilder(3, 32, 32);
        Value x = graph.conv(
                "stem",
                graph.input(),
                TestNetworks.uniform(random, 8 * 27, -1, 1),
                List.of(8, 3, 3, 3),
                TestNetworks.uniform(random, 8, -1, 1),
                2,
                Padding.all(1));
        graph.output("vector", graph.globalAverage("mean", graph.relu("bend", x)));
        return OnnxExport.of(graph.build());
    }

    private static byte[] changed(byte[] onnx, Consumer<ModelProto.Builder> change) throws Exception {
        ModelProto.Builder model = ModelProto.parseFrom(onnx).toBuilder();
        change.accept(model);
        return model.build().toByteArray();
    }

    private ModelBundle imported(byte[] onnx) throws Exception {
        Path file = folder.resolve("net.onnx");
        Files.write(file, onnx);
        return new BundleImport(
                        new Imported("their-net", "1", Imported.given(0.9, 0.1, 1e-3), null, null),
                        folder.resolve("bundle"))
                .onnx(file, INPUT, TestBundles.TEMPLATE);
    }

    private void assertRefused(byte[] onnx, String message) {
        assertThatThrownBy(() -> imported(onnx))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("net.onnx")
                .hasMessageContaining(message);
    }

    private static float[][] vectors(ModelBundle bundle) {
        try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT)) {
            return embedder.embed(FACES).stream().map(Embedding::values).toArray(float[][]::new);
        }
    }
}
