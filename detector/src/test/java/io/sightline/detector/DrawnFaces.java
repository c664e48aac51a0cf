package io.sightline.detector;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;

import io.sightline.core.BoundingBox;
import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.vision.CanonicalCrop;
import io.sightline.vision.DetectedFace;
import io.sightline.vision.ExtractedFace;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** A finder whose pictures are text: a line per face with centre, size, score and quality. */
final class DrawnFaces implements FaceFinder {
    private static final CanonicalCrop GREY = grey();

    static byte[] picture(String... faces) {
        return ("faces\n" + String.join("\n", faces)).getBytes(StandardCharsets.UTF_8);
    }

    static String face(double x, double y, double size, double score, double quality) {
        return String.format(Locale.ROOT, "%.3f %.3f %.3f %.3f %.3f", x, y, size, score, quality);
    }

    static String face(double x, double y) {
        return face(x, y, 80, 0.99, 0.5);
    }

    @Override
    public Found find(byte[] picture) throws UnreadablePictureException {
        List<ExtractedFace> faces = new ArrayList<>();
        String[] lines = new String(picture, StandardCharsets.UTF_8).split("\n", -1);
        if (!lines[0].equals("faces")) {
            Picture.decode(picture, PictureLimits.DEFAULT).close(); // throws
        }
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].isEmpty()) {
                faces.add(extracted(lines[i]));
            }
        }
        return new Found(640, 480, faces, 0);
    }

    static ExtractedFace extracted(String line) {
        String[] n = line.split(" ", -1);
        float x = Float.parseFloat(n[0]);
        float y = Float.parseFloat(n[1]);
        float size = Float.parseFloat(n[2]);
        float quality = Float.parseFloat(n[4]);
        BoundingBox box = new BoundingBox(x - size / 2, y - size / 2, size, size);
        return new ExtractedFace(
                new DetectedFace(box, Float.parseFloat(n[3]), points(x, y, size)),
                GREY,
                new FaceQuality(quality, size, 100f, 0f, 0f, 0f, 128f, List.of()));
    }

    private static Landmarks points(float x, float y, float size) {
        float s = size / 5;
        return new Landmarks(
                new Point(x - s, y - s),
                new Point(x + s, y - s),
                new Point(x, y),
                new Point(x - s, y + s),
                new Point(x + s, y + s));
    }

    private static CanonicalCrop grey() {
        try (Scalar colour = new Scalar(128, 128, 128, 0);
                Picture picture = Picture.wrap(new Mat(200, 200, CV_8UC3, colour))) {
            return CanonicalCrop.cut(picture, points(100, 100, 80));
        }
    }
}
