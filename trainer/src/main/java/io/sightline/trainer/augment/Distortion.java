package io.sightline.trainer.augment;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.addWeighted;
import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.mean;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_GRAY2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * What becomes of one face. Pixels are changed in the crop; turning, moving and zooming move the five points instead,
 * and the one preprocessing that serving uses warps by them: no pixel is interpolated twice.
 *
 * @param degrees by which the face is turned in the network's input, against the clock
 * @param sideways by which it moves to the right, in distances of the eyes
 * @param down the same downwards
 * @param zoom above 1 the face is larger
 * @param brightness factor of all values
 * @param contrast factor of the distance to the mean
 * @param saturation factor of the distance to grey
 * @param blur standard deviation in pixels of the crop; 0 for none
 * @param quality JPEG's, or {@value #NOT_COMPRESSED}
 */
public record Distortion(
        boolean mirrored,
        double degrees,
        double sideways,
        double down,
        double zoom,
        double brightness,
        double contrast,
        double saturation,
        double blur,
        int quality) {
    public static final int NOT_COMPRESSED = 0;

    public static final Distortion NONE = new Distortion(false, 0, 0, 0, 1, 1, 1, 1, 0, NOT_COMPRESSED);

    /** Whether nothing changes: then the crop can go the very way that it goes in serving. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Where the points of the face have to be taken to be, so that the warp to the template turns, moves and zooms it.
     *
     * @param points in pixels of the crop
     * @param width of the crop, pixels
     */
    public Landmarks points(Landmarks points, int width) {
        Landmarks p = mirrored ? mirrored(points, width) : points;
        double centreX = 0;
        double centreY = 0;
        for (Point point : p.points()) {
            centreX += point.x() / 5.0;
            centreY += point.y() / 5.0;
        }
        double eyes = Math.hypot(
                p.rightEye().x() - p.leftEye().x(),
                p.rightEye().y() - p.leftEye().y());
        double cos = Math.cos(Math.toRadians(degrees)) / zoom;
        double sin = Math.sin(Math.toRadians(degrees)) / zoom;
        double x0 = centreX;
        double y0 = centreY;
        return Landmarks.of(p.points().stream()
                .map(point -> {
                    double x = point.x() - x0;
                    double y = point.y() - y0;
                    return new Point((float) (x0 + cos * x - sin * y - sideways * eyes / zoom), (float)
                            (y0 + sin * x + cos * y - down * eyes / zoom));
                })
                .toList());
    }

    /** In a mirror the left eye is the right one. */
    private static Landmarks mirrored(Landmarks p, int width) {
        List<Point> m = p.points().stream()
                .map(point -> new Point(width - 1 - point.x(), point.y()))
                .toList();
        return new Landmarks(m.get(1), m.get(0), m.get(2), m.get(4), m.get(3));
    }

    /**
     * Changes the pixels of a crop, in place.
     *
     * @param bgr 8 bits a channel, blue first
     */
    public void pixels(Mat bgr) {
        if (mirrored) {
            flip(bgr, bgr, 1);
        }
        if (brightness != 1 || contrast != 1 || saturation != 1) {
            colour(bgr);
        }
        if (blur > 0) {
            try (Size bySigma = new Size(0, 0)) {
                GaussianBlur(bgr, bgr, bySigma, blur);
            }
        }
        if (quality != NOT_COMPRESSED) {
            compress(bgr);
        }
    }

    private void colour(Mat bgr) {
        try (Mat grey = new Mat();
                Mat greys = new Mat()) {
            cvtColor(bgr, grey, COLOR_BGR2GRAY);
            cvtColor(grey, greys, COLOR_GRAY2BGR);
            try (Scalar average = mean(grey)) {
                // All three at once, so that values are rounded and cut off once.
                double centre = average.get(0) * brightness;
                double gain = brightness * contrast;
                addWeighted(bgr, gain * saturation, greys, gain * (1 - saturation), centre * (1 - contrast), bgr);
            }
        }
    }

    private void compress(Mat bgr) {
        try (BytePointer jpeg = new BytePointer();
                IntPointer parameters = new IntPointer(IMWRITE_JPEG_QUALITY, quality)) {
            imencode(".jpg", bgr, jpeg, parameters);
            try (Mat encoded = new Mat(1, Math.toIntExact(jpeg.limit()), CV_8UC1, jpeg);
                    Mat again = imdecode(encoded, IMREAD_COLOR)) {
                again.copyTo(bgr);
            }
        }
    }
}
