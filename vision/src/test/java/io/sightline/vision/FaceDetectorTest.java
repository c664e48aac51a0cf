package io.sightline.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_CUBIC;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.core.BoundingBox;
import io.sightline.core.Point;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FaceDetectorTest {
    private static FaceDetector detector;

    @BeforeAll
    static void open() {
        detector = FaceDetector.open(TestData.mtcnn(), DetectorOptions.DEFAULT);
    }

    @AfterAll
    static void close() {
        detector.close();
    }

    static List<GoldenFaces.Photo> packagedPhotos() throws IOException {
        return GoldenFaces.startingWith("npm:");
    }

    static List<GoldenFaces.Photo> stills() throws IOException {
        return GoldenFaces.startingWith("stills/");
    }

    @ParameterizedTest
    @MethodSource("packagedPhotos")
    void facesOfThePackagedPhotosAreThoseOfTheIndependentImplementation(GoldenFaces.Photo photo) throws Exception {
        try (Picture picture = TestData.decode(npmFile(photo))) {
            assertSameFaces(photo, picture);
        }
    }

    @ParameterizedTest
    @MethodSource("stills")
    void facesOfTheStillsAreThoseOfTheIndependentImplementation(GoldenFaces.Photo photo) throws Exception {
        try (Picture picture = TestData.decode(TestData.shared(photo.file()))) {
            assertSameFaces(photo, picture);
        }
    }

    @Test
    void aPictureWithoutAFaceHasNone() {
        try (Picture picture = TestPictures.gradient(640, 480)) {
            assertThat(detector.detect(picture)).isEmpty();
        }
    }

    @Test
    void aLargePhotoIsLookedAtInHalfAndAnsweredInItsOwnPixels() throws Exception {
        GoldenFaces.Photo photo = packagedPhotos().get(0);
        try (Picture picture = TestData.decode(npmFile(photo));
                Mat large = new Mat();
                Size size = new Size(photo.width() * 3, photo.height() * 3)) {
            resize(picture.mat(), large, size, 0, 0, INTER_CUBIC);
            List<DetectedFace> found = detector.detect(Picture.wrap(large), 120);
            assertThat(found).hasSameSizeAs(photo.faces());
            for (DetectedFace expected : photo.faces()) {
                DetectedFace face = nearest(found, expected.scaledBy(3));
                assertThat(face.box().iou(expected.scaledBy(3).box())).isGreaterThan(0.8f);
            }
        }
    }

    @Test
    void severalThreadsGetTheAnswersOfOne() throws Exception {
        List<List<DetectedFace>> alone = new ArrayList<>();
        List<Picture> pictures = new ArrayList<>();
        for (GoldenFaces.Photo photo : packagedPhotos()) {
            pictures.add(TestData.decode(npmFile(photo)));
            alone.add(detector.detect(pictures.get(pictures.size() - 1)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<List<DetectedFace>>> calls = new ArrayList<>();
            for (int round = 0; round < 2; round++) {
                pictures.forEach(picture -> calls.add(() -> detector.detect(picture)));
            }
            List<Future<List<DetectedFace>>> answers = threads.invokeAll(calls);
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(alone.get(i % alone.size()));
            }
        } finally {
            threads.shutdown();
            pictures.forEach(Picture::close);
        }
    }

    @Test
    void noFaceIsFoundInPicturesWithoutOne() throws Exception {
        try (Stream<Path> files = Files.list(TestData.shared("stills/no-faces"))) {
            for (Path file : files.sorted().toList()) {
                try (Picture picture = TestData.decode(file)) {
                    assertThat(detector.detect(picture))
                            .as(file.getFileName().toString())
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void atLeast42Of43AnnotatedFacesAreFound() throws Exception {
        Path folder = TestData.shared("stills/faces");
        int found = 0;
        int annotated = 0;
        for (String list : List.of("training.xml", "testing.xml")) {
            NodeList images = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve(list).toFile())
                    .getElementsByTagName("image");
            for (int i = 0; i < images.getLength(); i++) {
                Element image = (Element) images.item(i);
                try (Picture picture = TestData.decode(folder.resolve(image.getAttribute("file")))) {
                    List<DetectedFace> faces = detector.detect(picture);
                    for (BoundingBox box : boxesOf(image)) {
                        annotated++;
                        found += faces.stream().anyMatch(face -> isFace(face, box)) ? 1 : 0;
                    }
                }
            }
        }
        assertThat(annotated).isEqualTo(43);
        assertThat(found).isGreaterThanOrEqualTo(42);
    }

    @Test
    void aBundleThatDetectsNothingIsRefusedByName() {
        ModelBundle embedder = ModelBundle.load(TestData.bundle("mobilefacenet-128"));
        assertThatThrownBy(() -> FaceDetector.open(embedder, DetectorOptions.DEFAULT))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("mobilefacenet-128")
                .hasMessageContaining("DETECTOR");
    }

    /** ONNX Runtime dies of a long command line on an ordinary stack; see {@link OnnxEnvironment}. */
    @Test
    void aDetectorOpensUnderALongCommandLine() throws Exception {
        String padding = (java.io.File.pathSeparator + "/no/such/folder/of/a/long/class/path.jar").repeat(1000);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path") + padding,
                        OpensADetector.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(0);
        } finally {
            process.destroyForcibly();
        }
    }

    static final class OpensADetector {
        public static void main(String[] args) {
            FaceDetector.open(TestData.mtcnn(), DetectorOptions.DEFAULT).close();
        }
    }

    private static List<BoundingBox> boxesOf(Element image) {
        List<BoundingBox> boxes = new ArrayList<>();
        NodeList nodes = image.getElementsByTagName("box");
        for (int i = 0; i < nodes.getLength(); i++) {
            Element box = (Element) nodes.item(i);
            boxes.add(new BoundingBox(
                    number(box, "left"), number(box, "top"), number(box, "width"), number(box, "height")));
        }
        return boxes;
    }

    private static float number(Element element, String attribute) {
        return Float.parseFloat(element.getAttribute(attribute));
    }

    /** The annotators drew larger boxes than the detector: the nose decides, and a size that is not absurd. */
    private static boolean isFace(DetectedFace face, BoundingBox annotated) {
        Point nose = face.landmarks().nose();
        float ratio = face.box().width() / annotated.width();
        return nose.x() > annotated.x()
                && nose.x() < annotated.right()
                && nose.y() > annotated.y()
                && nose.y() < annotated.bottom()
                && ratio > 0.4
                && ratio < 1.6;
    }

    private static Path npmFile(GoldenFaces.Photo photo) {
        return TestData.npm(photo.file().substring("npm:".length()));
    }

    private static DetectedFace nearest(List<DetectedFace> faces, DetectedFace to) {
        return faces.stream()
                .max(Comparator.comparing(face -> face.box().iou(to.box())))
                .orElseThrow();
    }

    private static void assertSameFaces(GoldenFaces.Photo photo, Picture picture) {
        assertThat(picture.width()).isEqualTo(photo.width());
        List<DetectedFace> found = detector.detect(picture);
        assertThat(found).hasSameSizeAs(photo.faces());
        for (DetectedFace expected : photo.faces()) {
            DetectedFace face = nearest(found, expected);
            assertThat(face.box().iou(expected.box())).isGreaterThan(0.94f);
            assertThat(face.score()).isCloseTo(expected.score(), within(0.01f));
            for (int i = 0; i < 5; i++) {
                Point a = face.landmarks().points().get(i);
                Point b = expected.landmarks().points().get(i);
                assertThat(Math.hypot(a.x() - b.x(), a.y() - b.y())).isLessThan(1.5);
            }
        }
    }
}
