package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.nio.BufferOverflowException;
import java.nio.FloatBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.junit.jupiter.api.Test;

class CropPreprocessorTest {
    private static final int SIDE = 112;

    private final Manifest manifest =
            ModelBundle.load(Golden.bundles().resolve("mobilefacenet-128")).manifest();
    private final CropPreprocessor preprocessor = new CropPreprocessor(manifest);

    @Test
    void writesRedGreenBlueInTheModelsRange() {
        FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength());
        try (Mat bgr = new Mat(224, 224, CV_8UC3, new Scalar(10, 100, 255, 0))) {
            preprocessor.into(tensor, bgr, CanonicalTemplate.POINTS);
        }

        int middle = SIDE * SIDE / 2 + SIDE / 2;
        assertThat(tensor.get(middle)).as("red").isCloseTo((255 - 127.5f) / 128, within(1e-6f));
        assertThat(tensor.get(SIDE * SIDE + middle)).as("green").isCloseTo((100 - 127.5f) / 128, within(1e-6f));
        assertThat(tensor.get(2 * SIDE * SIDE + middle)).as("blue").isCloseTo((10 - 127.5f) / 128, within(1e-6f));
    }

    @Test
    void bringsThePointsOntoTheTemplate() {
        // A white square around the nose of a face that lies shifted, and half as large as in the template.
        Landmarks shifted = Landmarks.of(manifest.template().points().stream()
                .map(p -> new Point(p.x() / 2 + 150, p.y() / 2 + 40))
                .toList());
        FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength());
        try (Mat bgr = new Mat(300, 400, CV_8UC3, new Scalar(0))) {
            int x = Math.round(shifted.nose().x());
            int y = Math.round(shifted.nose().y());
            try (Mat square = bgr.apply(new Rect(x - 2, y - 2, 5, 5));
                    Mat white = new Mat(5, 5, CV_8UC3, new Scalar(255, 255, 255, 0))) {
                white.copyTo(square);
            }
            preprocessor.into(tensor, bgr, shifted);
        }

        assertThat(brightest(tensor).x()).isCloseTo(manifest.template().nose().x(), within(1.5f));
        assertThat(brightest(tensor).y()).isCloseTo(manifest.template().nose().y(), within(1.5f));
    }

    @Test
    void putsFacesOfABatchBehindEachOther() {
        FloatBuffer batch = FloatBuffer.allocate(2 * preprocessor.tensorLength());
        try (Mat dark = new Mat(224, 224, CV_8UC3, new Scalar(0));
                Mat light = new Mat(224, 224, CV_8UC3, new Scalar(255, 255, 255, 0))) {
            preprocessor.into(batch, dark, CanonicalTemplate.POINTS);
            preprocessor.into(batch, light, CanonicalTemplate.POINTS);
        }

        assertThat(batch.hasRemaining()).isFalse();
        int middle = SIDE * SIDE / 2 + SIDE / 2;
        assertThat(batch.get(middle)).isNegative();
        assertThat(batch.get(preprocessor.tensorLength() + middle)).isPositive();
    }

    @Test
    void refusesBytesThatAreNoPicture() {
        FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength());

        assertThatThrownBy(() -> preprocessor.into(tensor, new byte[0], CanonicalTemplate.POINTS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> preprocessor.into(tensor, new byte[] {1, 2, 3}, CanonicalTemplate.POINTS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(tensor.position()).isZero();
    }

    @Test
    void refusesAGreyPicture() {
        try (Mat grey = new Mat(224, 224, CV_8UC1, new Scalar(0))) {
            FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength());

            assertThatThrownBy(() -> preprocessor.into(tensor, grey, CanonicalTemplate.POINTS))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesABufferWithoutRoom() {
        try (Mat bgr = new Mat(224, 224, CV_8UC3, new Scalar(0))) {
            FloatBuffer tensor = FloatBuffer.allocate(preprocessor.tensorLength() - 1);

            assertThatThrownBy(() -> preprocessor.into(tensor, bgr, CanonicalTemplate.POINTS))
                    .isInstanceOf(BufferOverflowException.class);
        }
    }

    @Test
    void isNotMadeForADetector() {
        Manifest mtcnn = ModelBundle.load(Golden.bundles().resolve("mtcnn")).manifest();

        assertThatThrownBy(() -> new CropPreprocessor(mtcnn)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Point brightest(FloatBuffer tensor) {
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                double light = tensor.get(row * SIDE + column) + 127.5 / 128;
                sum += light;
                x += light * column;
                y += light * row;
            }
        }
        return new Point((float) (x / sum), (float) (y / sum));
    }
}
