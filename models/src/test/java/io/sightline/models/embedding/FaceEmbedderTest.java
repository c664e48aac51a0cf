package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;

import io.sightline.core.Embedding;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.ModelBundle;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FaceEmbedderTest {
    private static final EmbeddingOptions PLAIN = settings(4, false);
    private static final FaceImage.Crop NO_PICTURE = new FaceImage.Crop(new byte[] {1, 2, 3}, CanonicalTemplate.POINTS);

    @TempDir
    private Path folder;

    private ModelBundle bundle;

    @BeforeEach
    void writeBundle() throws IOException {
        bundle = TestBundles.tiny(folder.resolve("tiny"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 11})
    void aFacesVectorIsTheSameAloneAndAmongMoreThanOneBatch(int count) {
        List<FaceImage> faces = TestCrops.many(count);
        try (var embedder = FaceEmbedder.open(bundle, PLAIN)) {
            List<Embedding> together = embedder.embed(faces);
            assertThat(together).hasSize(count);
            for (int i = 0; i < count; i++) {
                assertThat(embedder.embed(List.of(faces.get(i))).get(0).distanceTo(together.get(i)))
                        .isLessThan(1e-4);
            }
        }
    }

    @Test
    void saysWhoseVectorsTheyAreAndWhatIsNear() {
        try (var embedder = FaceEmbedder.open(bundle, PLAIN)) {
            assertThat(embedder.modelId()).isEqualTo(bundle.id());
            assertThat(embedder.threshold()).isEqualTo(0.75);
            assertThat(embedder.embed(List.of())).isEmpty();
        }
    }

    @Test
    void aCropAndTheSameDecodedPictureHaveOneVector() {
        var crop = TestCrops.one(1);
        try (var embedder = FaceEmbedder.open(bundle, PLAIN);
                Mat picture = imdecode(new Mat(crop.jpeg()), IMREAD_COLOR)) {
            var vectors = embedder.embed(List.of(crop, new FaceImage.InPicture(picture, crop.landmarks())));
            assertThat(vectors.get(0).distanceTo(vectors.get(1))).isZero();
        }
    }

    @Test
    void withMirrorImagesAFaceAndItsMirrorImageHaveOneVector() {
        var crop = TestCrops.one(2);
        try (Mat picture = imdecode(new Mat(crop.jpeg()), IMREAD_COLOR);
                Mat mirror = new Mat()) {
            flip(picture, mirror, 1);
            List<FaceImage> both = List.of(
                    new FaceImage.InPicture(picture, CanonicalTemplate.POINTS),
                    new FaceImage.InPicture(mirror, mirrored(CanonicalTemplate.POINTS, picture.cols())));
            assertThat(distance(both, settings(4, true))).isLessThan(1e-3);
            assertThat(distance(both, settings(1, true))).isLessThan(1e-3);
            assertThat(distance(both, PLAIN)).isGreaterThan(0.1);
        }
    }

    @Test
    void aBadCropDoesNotSpoilTheOthersAndIsNamedToWhoAskedForAll() {
        var faces = new ArrayList<>(TestCrops.many(6));
        faces.set(4, NO_PICTURE);
        faces.add(2, new FaceImage.Crop(TestCrops.one(1).jpeg(), onePoint()));
        for (var settings : List.of(PLAIN, settings(4, true))) {
            try (var embedder = FaceEmbedder.open(bundle, settings)) {
                var outcomes = embedder.outcomes(faces);
                var good = List.of(0, 1, 3, 4, 6);
                for (int i = 0; i < 7; i++) {
                    if (good.contains(i)) {
                        var embedded = (FaceEmbedder.Outcome.Embedded) outcomes.get(i);
                        var alone = embedder.embed(List.of(faces.get(i))).get(0);
                        assertThat(embedded.vector().distanceTo(alone)).isLessThan(1e-4);
                    } else {
                        assertThat(outcomes.get(i)).isInstanceOf(FaceEmbedder.Outcome.Refused.class);
                    }
                }
                assertThatThrownBy(() -> embedder.embed(List.of(faces.get(0), NO_PICTURE)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("Face 2 of 2");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"20000, 20000", "65535, 65535", "897, 1"})
    void aCropThatClaimsToBeHugeIsRefusedBeforeItIsDecoded(int width, int height) {
        byte[] jpeg = TestCrops.one(1).jpeg();
        int frame = indexOfFrame(jpeg);
        ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
        try (var embedder = FaceEmbedder.open(bundle, PLAIN)) {
            assertThatThrownBy(() -> embedder.embed(List.of(new FaceImage.Crop(jpeg, CanonicalTemplate.POINTS))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("A crop of " + width + " x " + height);
        }
    }

    @Test
    void everyTruncationOfACropIsRefusedOrEmbeddedButNeverEndsTheProcess() {
        byte[] jpeg = TestCrops.one(1).jpeg();
        var crops = IntStream.iterate(0, n -> n < jpeg.length, n -> n < 700 ? n + 1 : n + 97)
                .<FaceImage>mapToObj(n -> new FaceImage.Crop(Arrays.copyOf(jpeg, n), CanonicalTemplate.POINTS))
                .toList();
        try (var embedder = FaceEmbedder.open(bundle, PLAIN)) {
            var outcomes = embedder.outcomes(crops);
            assertThat(outcomes).hasSameSizeAs(crops).doesNotContainNull();
            assertThat(outcomes.subList(0, indexOfFrame(jpeg)))
                    .hasOnlyElementsOfType(FaceEmbedder.Outcome.Refused.class);
        }
    }

    @Test
    void pointsThatAreNoNumbersAreRefused() {
        var points = new ArrayList<>(CanonicalTemplate.POINTS.points());
        points.set(2, new Point(Float.NaN, 134));
        var face = new FaceImage.Crop(TestCrops.one(1).jpeg(), Landmarks.of(points));
        try (var embedder = FaceEmbedder.open(bundle, PLAIN)) {
            assertThatThrownBy(() -> embedder.embed(List.of(face)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("NaN");
        }
    }

    private static int indexOfFrame(byte[] jpeg) {
        for (int i = 0; i < jpeg.length; i++) {
            if (jpeg[i] == (byte) 0xff && jpeg[i + 1] == (byte) 0xc0) {
                return i;
            }
        }
        throw new AssertionError("no baseline frame");
    }

    @Test
    void aBundleThatIsNoEmbeddersIsRefused() throws IOException {
        var detector = TestBundles.detector(folder.resolve("detector"));
        assertThatThrownBy(() -> FaceEmbedder.open(detector, PLAIN))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not make vectors");
    }

    @Test
    void aModelThatMakesOtherVectorsThanItsManifestSaysIsRefused() throws IOException {
        var lying = TestBundles.lyingAboutItsDimension(folder.resolve("lying"));
        assertThatThrownBy(() -> FaceEmbedder.open(lying, PLAIN))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("of 16 dimensions, its manifest says 17");
    }

    @Test
    void aModelThatTakesOneFaceOnlyIsRefusedUnlessItIsGivenOne() {
        var open = new AtomicInteger();
        assertThatThrownBy(() -> FaceEmbedder.over(bundle, oneFaceOnly(open), PLAIN))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(bundle.id().toString())
                .hasMessageContaining("not 4 at once: got 4 faces")
                .hasMessageContaining("maxBatch");
        assertThat(open).hasValue(0);

        try (var embedder = FaceEmbedder.over(bundle, oneFaceOnly(open), settings(1, false))) {
            assertThat(embedder.embed(TestCrops.many(2))).hasSize(2);
        }
        assertThat(open).hasValue(0);
    }

    private static EmbeddingEngine oneFaceOnly(AtomicInteger open) {
        open.incrementAndGet();
        return new EmbeddingEngine() {
            @Override
            public float[][] infer(FaceBatch batch) {
                if (batch.count() > 1) {
                    throw new IllegalStateException("got " + batch.count() + " faces");
                }
                float[] vector = new float[TestBundles.TINY_DIMENSION];
                Arrays.fill(vector, 1);
                return new float[][] {vector};
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        };
    }

    private double distance(List<FaceImage> two, EmbeddingOptions settings) {
        try (var embedder = FaceEmbedder.open(bundle, settings)) {
            var vectors = embedder.embed(two);
            return vectors.get(0).distanceTo(vectors.get(1));
        }
    }

    private static Landmarks mirrored(Landmarks points, int width) {
        return new Landmarks(
                mirrored(points.rightEye(), width),
                mirrored(points.leftEye(), width),
                mirrored(points.nose(), width),
                mirrored(points.rightMouth(), width),
                mirrored(points.leftMouth(), width));
    }

    private static Point mirrored(Point p, int width) {
        return new Point(width - 1 - p.x(), p.y());
    }

    private static Landmarks onePoint() {
        var p = new Point(1, 1);
        return new Landmarks(p, p, p, p, p);
    }

    private static EmbeddingOptions settings(int maxBatch, boolean mirrored) {
        return new EmbeddingOptions(EngineKind.ONNX, new ComputeDevice.Cpu(), 1, maxBatch, mirrored);
    }
}
