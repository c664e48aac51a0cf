package io.sightline.models.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.embedding.Precision;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleQuantizationTest {
    private static final EmbeddingOptions INT8 =
            new EmbeddingOptions(EngineKind.ONNX, new ComputeDevice.Cpu(), 1, 8, false, Precision.INT8);

    @TempDir
    Path folder;

    @Test
    void vectorsInEightBitsAreNearThoseOfTheNetworkTheyWereMadeOf() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        ModelBundle quantized = quantized(bundle, 24);

        List<Embedding> exact = vectors(bundle, EmbeddingOptions.DEFAULT);
        List<Embedding> near = vectors(quantized, INT8);
        for (int i = 0; i < exact.size(); i++) {
            assertThat(exact.get(i).distanceTo(near.get(i))).isGreaterThan(0).isLessThan(0.1f);
        }
    }

    @Test
    void theCopyIsTheSameModelAndSaysHowItWasCalibrated() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        ModelBundle quantized = quantized(bundle, 24);

        assertThat(quantized.id()).isEqualTo(bundle.id());
        assertThat(quantized.manifest().part("model").int8().calibration())
                .isEqualTo("24 faces of coloured clouds: least and largest of each tensor");
        assertThat(Files.size(quantized.int8())).isLessThan(Files.size(quantized.onnx()) / 2);
        assertThat(vectors(quantized, EmbeddingOptions.DEFAULT)
                        .get(0)
                        .distanceTo(vectors(bundle, EmbeddingOptions.DEFAULT).get(0)))
                .isZero();
    }

    @Test
    void theSameFacesGiveTheSameBytes() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));
        ModelBundle once = quantized(bundle, 24);
        ModelBundle again = BundleQuantization.write(bundle, faces(24), "coloured clouds", folder.resolve("again"));

        assertThat(again.int8()).hasSameBinaryContentAs(once.int8());
    }

    @Test
    void aBundleThatNobodyQuantisedIsRefusedInEightBits() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        assertThatThrownBy(() -> FaceEmbedder.open(bundle, INT8))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has no 8-bit network")
                .hasMessageContaining("or set precision: fp32");
    }

    @Test
    void tooFewFacesAreRefusedAndNothingIsWritten() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        assertThatThrownBy(() -> quantized(bundle, 19))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Ranges of 19 faces would not hold for others; at least 20 are expected");
        assertThat(folder.resolve("int8")).doesNotExist();
    }

    @Test
    void pyTorchDoesNotComputeInEightBits() {
        assertThatThrownBy(() ->
                        new EmbeddingOptions(EngineKind.PYTORCH, new ComputeDevice.Cpu(), 1, 8, false, Precision.INT8))
                .hasMessageContaining("precision is int8, which engine pytorch does not compute");
    }

    private ModelBundle quantized(ModelBundle bundle, int faces) {
        return BundleQuantization.write(bundle, faces(faces), "coloured clouds", folder.resolve("int8"));
    }

    private static Iterator<FaceImage.Crop> faces(int count) {
        return IntStream.range(100, 100 + count).mapToObj(TestCrops::one).iterator();
    }

    private static List<Embedding> vectors(ModelBundle bundle, EmbeddingOptions options) {
        try (FaceEmbedder embedder = FaceEmbedder.open(bundle, options)) {
            return embedder.embed(TestCrops.many(6));
        }
    }
}
