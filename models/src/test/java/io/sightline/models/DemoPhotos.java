package io.sightline.models;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imread;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.io.IOException;
import java.nio.DoubleBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** The faces in the photos that npm's {@code @vladmandic/face-api} carries, with golden figures for each. */
final class DemoPhotos {
    private static final Path PACKAGE = Path.of("target/npm/node_modules/@vladmandic/face-api");

    private DemoPhotos() {}

    interface FaceVisitor {
        void face(Mat photo, Landmarks points, JsonNode figures) throws Exception;
    }

    static void forEachFace(FaceVisitor visitor) throws Exception {
        for (JsonNode image : Golden.photos().get("images")) {
            Path file = PACKAGE.resolve(image.get("file").asText());
            if (!Sha256.of(file).equals(image.get("sha256").asText())) {
                throw new IOException("Not the photo that the figures are of: " + file);
            }
            try (Mat photo = imread(file.toString(), IMREAD_COLOR)) {
                for (JsonNode face : image.get("faces")) {
                    List<Point> points = new ArrayList<>();
                    face.get("points")
                            .forEach(p -> points.add(
                                    new Point(p.get(0).floatValue(), p.get(1).floatValue())));
                    visitor.face(photo, Landmarks.of(points), face);
                }
            }
        }
    }

    /** Cuts as the detector does; only here because its module stands above this one. */
    static byte[] canonicalJpeg(Mat photo, Landmarks points) {
        SimilarityTransform transform = SimilarityTransform.between(points, CanonicalTemplate.POINTS);
        try (Mat matrix = new Mat(2, 3, CV_64F);
                Mat crop = new Mat();
                Size size = new Size(CanonicalTemplate.SIZE, CanonicalTemplate.SIZE);
                Scalar black = new Scalar(0);
                BytePointer jpeg = new BytePointer();
                IntPointer quality = new IntPointer(IMWRITE_JPEG_QUALITY, CanonicalTemplate.JPEG_QUALITY)) {
            matrix.<DoubleBuffer>createBuffer().put(transform.matrix2x3());
            warpAffine(photo, crop, matrix, size, INTER_LINEAR, BORDER_CONSTANT, black);
            imencode(".jpg", crop, jpeg, quality);
            byte[] bytes = new byte[(int) jpeg.limit()];
            jpeg.get(bytes);
            return bytes;
        }
    }
}
