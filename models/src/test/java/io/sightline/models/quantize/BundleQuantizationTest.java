package io.sightline.models.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceImage;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BundleQuantizationTest {
    @TempDir
    Path folder;

    @Test
    void vectorsInEightBitsAreNearThoseOfTheNetworkTheyWereMadeOf() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        ModelBundle quantized = quantized(bundle, 24);

        List<Embedding> exact = vectors(bundle);
        List<Embedding> near = vectors(quantized);
        for (int i = 0; i < exact.size(); i++) {
            assertThat(exact.get(i).distanceTo(near.get(i))).isGreaterThan(0).isLessThan(0.1f);
        }
    }

    @Test
    void itIsAModelOfItsOwnThatSaysWhatItWasMadeOfAndHow() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        ModelBundle quantized = quantized(bundle, 24);

        assertThat(quantized.id().name()).isEqualTo(bundle.id().name() + "-int8");
        assertThat(quantized.id().version()).isEqualTo(bundle.id().version());
        assertThat(quantized.id().digest()).isNotEqualTo(bundle.id().digest());
        assertThat(quantized.manifest().origin().settings())
                .containsEntry("quantisedFrom", bundle.id().toString())
                .containsEntry("quantisedBy", "24 faces of coloured clouds: least and largest of each tensor")
                .containsEntry("judged", "by a test");
        assertThat(quantized.manifest().origin().metrics()).isEqualTo(Map.of("auc", 0.5));
        assertThat(quantized.manifest().threshold().distance())
                .isEqualTo(bundle.manifest().threshold().distance());
        assertThat(Files.size(quantized.onnx())).isLessThan(Files.size(bundle.onnx()) / 2);
    }

    @Test
    void theSameFacesGiveTheSameBytes() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));
        ModelBundle once = quantized(bundle, 24);
        ModelBundle again = BundleQuantization.of(bundle, faces(24), "coloured clouds")
                .write(Map.of(), Map.of(), folder.resolve("again"));

        assertThat(again.id()).isEqualTo(once.id());
        assertThat(again.onnx()).hasSameBinaryContentAs(once.onnx());
    }

    @Test
    void whatComputesInEightBitsAlreadyIsRefused() throws Exception {
        ModelBundle quantized = quantized(TestBundles.tiny(folder.resolve("fp32")), 24);

        assertThatThrownBy(() -> BundleQuantization.of(quantized, faces(24), "coloured clouds"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tiny-int8@")
                .hasMessageContaining("computes in 8 bits already");
    }

    @Test
    void pyTorchHasNoNetworkInEightBits() throws Exception {
        ModelBundle quantized = quantized(TestBundles.tiny(folder.resolve("fp32")), 24);

        assertThatThrownBy(quantized::torchScript)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("its network is ONNX only. Set engine: onnx");
    }

    @Test
    void tooFewFacesAreRefusedAndNothingIsWritten() throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("fp32"));

        assertThatThrownBy(() -> quantized(bundle, 19))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Ranges of 19 faces would not hold for others; at least 20 are expected");
        assertThat(folder.resolve("int8")).doesNotExist();
    }

    private ModelBundle quantized(ModelBundle bundle, int faces) {
        return BundleQuantization.of(bundle, faces(faces), "coloured clouds")
                .write(Map.of("judged", "by a test"), Map.of("auc", 0.5), folder.resolve("int8"));
    }

    private static Iterator<FaceImage.Crop> faces(int count) {
        return IntStream.range(100, 100 + count).mapToObj(TestCrops::one).iterator();
    }

    private static List<Embedding> vectors(ModelBundle bundle) {
        try (FaceEmbedder embedder = FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT)) {
            return embedder.embed(TestCrops.many(6));
        }
    }
}
