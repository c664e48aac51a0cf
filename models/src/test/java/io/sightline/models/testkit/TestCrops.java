package io.sightline.models.testkit;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.embedding.FaceImage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Crops that are nobody's face: coloured clouds with five points near the template's. */
public final class TestCrops {
    private static final int CLOUDS = 9;

    private TestCrops() {}

    public static List<FaceImage> many(int count) {
        return IntStream.range(0, count).<FaceImage>mapToObj(TestCrops::one).toList();
    }

    public static FaceImage.Crop one(int seed) {
        var random = new Random(seed);
        byte[] pixels = new byte[CLOUDS * CLOUDS * 3];
        random.nextBytes(pixels);
        try (Mat clouds = new Mat(CLOUDS, CLOUDS, CV_8UC3);
                Mat crop = new Mat();
                Size size = new Size(CanonicalTemplate.SIZE, CanonicalTemplate.SIZE)) {
            clouds.<ByteBuffer>createBuffer().put(pixels);
            resize(clouds, crop, size);
            return new FaceImage.Crop(jpeg(crop), points(random));
        }
    }

    public static byte[] jpeg(Mat picture) {
        try (BytePointer encoded = new BytePointer()) {
            imencode(".jpg", picture, encoded);
            byte[] bytes = new byte[(int) encoded.limit()];
            encoded.get(bytes);
            return bytes;
        }
    }

    private static Landmarks points(Random random) {
        return Landmarks.of(CanonicalTemplate.POINTS.points().stream()
                .map(p -> new Point(p.x() + random.nextFloat() * 4 - 2, p.y() + random.nextFloat() * 4 - 2))
                .toList());
    }
}
