package io.sightline.vision;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_64F;
import static org.bytedeco.opencv.global.opencv_core.meanStdDev;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.Laplacian;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;
import static org.bytedeco.opencv.global.opencv_imgproc.warpAffine;

import io.sightline.core.Landmarks;
import io.sightline.core.Point;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.SimilarityTransform;
import java.nio.DoubleBuffer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * A face as it travels: warped to {@link CanonicalTemplate}, 224 × 224 px, JPEG. Immutable; safe to share.
 *
 * <p>What the quality needs to know of the pixels is measured before they are compressed, so nobody decodes them again
 * for it.
 */
public final class CanonicalCrop {
    /** Eyes to mouth, cheek to cheek: what is measured is the face, not the wall behind it. */
    private static final int FACE_X = 62;

    private static final int FACE_Y = 76;
    private static final int FACE_WIDTH = 100;
    private static final int FACE_HEIGHT = 112;

    private final byte[] jpeg;
    private final Landmarks landmarks;
    private final float sharpness;
    private final float brightness;

    private CanonicalCrop(byte[] jpeg, Landmarks landmarks, float sharpness, float brightness) {
        this.jpeg = jpeg;
        this.landmarks = landmarks;
        this.sharpness = sharpness;
        this.brightness = brightness;
    }

    /**
     * Cuts a face; black where the picture ends.
     *
     * @param face the five points in pixels of the picture
     * @throws IllegalArgumentException if the points are one, or not finite
     */
    public static CanonicalCrop cut(Picture picture, Landmarks face) {
        try (Mat crop = new Mat()) {
            Landmarks inCrop = warp(picture.mat(), face, crop);
            byte[] jpeg = Picture.jpegOf(crop, CanonicalTemplate.JPEG_QUALITY);
            return measured(jpeg, inCrop, crop);
        }
    }

    private static CanonicalCrop measured(byte[] jpeg, Landmarks inCrop, Mat crop) {
        try (Rect inner = new Rect(FACE_X, FACE_Y, FACE_WIDTH, FACE_HEIGHT);
                Mat part = new Mat(crop, inner);
                Mat grey = new Mat();
                Size size = new Size(FACE_WIDTH / 2, FACE_HEIGHT / 2);
                Mat half = new Mat();
                Mat edges = new Mat()) {
            cvtColor(part, grey, COLOR_BGR2GRAY);
            // About what an embedder sees. At full size a small face counts as blurred because it was enlarged.
            resize(grey, half, size, 0, 0, INTER_AREA);
            Laplacian(half, edges, CV_64F);
            double contrast = Math.max(1, meanAndDeviation(half)[1]);
            double detail = meanAndDeviation(edges)[1] / contrast;
            return new CanonicalCrop(jpeg, inCrop, (float) (100 * detail * detail), (float) meanAndDeviation(half)[0]);
        }
    }

    /** Returns where the face's points come to lie. */
    private static Landmarks warp(Mat picture, Landmarks face, Mat crop) {
        SimilarityTransform toCrop = SimilarityTransform.between(face, CanonicalTemplate.POINTS);
        int shrink = (int) Math.floor(1 / toCrop.scale());
        if (shrink < 2) {
            warp(picture, toCrop, crop);
        } else {
            warpShrunk(picture, face, shrink, crop);
        }
        return toCrop.apply(face);
    }

    private static void warp(Mat picture, SimilarityTransform toCrop, Mat crop) {
        try (Mat matrix = new Mat(2, 3, CV_64F);
                Size size = new Size(CanonicalTemplate.SIZE, CanonicalTemplate.SIZE);
                Scalar black = new Scalar(0)) {
            matrix.<DoubleBuffer>createBuffer().put(toCrop.matrix2x3());
            warpAffine(picture, crop, matrix, size, INTER_LINEAR, BORDER_CONSTANT, black);
        }
    }

    /**
     * A face much larger than the crop is averaged down first: the warp looks at four pixels only, and would make noise
     * of what lies between them.
     */
    private static void warpShrunk(Mat picture, Landmarks face, int shrink, Mat crop) {
        Rect around = surroundings(picture, face, shrink);
        try (around;
                Mat part = new Mat(picture, around);
                Mat small = new Mat();
                Size size = new Size(around.width() / shrink, around.height() / shrink)) {
            resize(part, small, size, 0, 0, INTER_AREA);
            Landmarks inSmall = Landmarks.of(face.points().stream()
                    .map(p -> new Point(shrunk(p.x() - around.x(), shrink), shrunk(p.y() - around.y(), shrink)))
                    .toList());
            warp(small, SimilarityTransform.between(inSmall, CanonicalTemplate.POINTS), crop);
        }
    }

    /** Pixel centres lie at whole coordinates, so the corner of the first pixel is at -0.5. */
    private static float shrunk(float coordinate, int shrink) {
        return (coordinate + 0.5f) / shrink - 0.5f;
    }

    /** What the crop shows of the picture, in whole multiples of the shrinking. */
    private static Rect surroundings(Mat picture, Landmarks face, int shrink) {
        SimilarityTransform toPicture = SimilarityTransform.between(CanonicalTemplate.POINTS, face);
        float size = CanonicalTemplate.SIZE;
        Point centre = toPicture.apply(new Point(size / 2, size / 2));
        // Half a diagonal holds the square however it is turned.
        double reach = toPicture.scale() * size / 2 * Math.sqrt(2) + 2 * shrink;
        int x1 = (int) Math.max(0, Math.floor(centre.x() - reach));
        int y1 = (int) Math.max(0, Math.floor(centre.y() - reach));
        int x2 = (int) Math.min(picture.cols(), Math.ceil(centre.x() + reach));
        int y2 = (int) Math.min(picture.rows(), Math.ceil(centre.y() + reach));
        int width = Math.max(0, x2 - x1) / shrink * shrink;
        int height = Math.max(0, y2 - y1) / shrink * shrink;
        if (width == 0 || height == 0) {
            throw new IllegalArgumentException("The face lies outside the picture");
        }
        return new Rect(x1, y1, width, height);
    }

    private static double[] meanAndDeviation(Mat values) {
        try (Mat mean = new Mat();
                Mat deviation = new Mat()) {
            meanStdDev(values, mean, deviation);
            return new double[] {
                mean.<DoubleBuffer>createBuffer().get(0),
                deviation.<DoubleBuffer>createBuffer().get(0)
            };
        }
    }

    /** The picture, about 13.5 kB. The array is shared: do not write to it. */
    public byte[] jpeg() {
        return jpeg;
    }

    /** The five points in pixels of the crop: on the template as far as turning, scaling and moving bring them there. */
    public Landmarks landmarks() {
        return landmarks;
    }

    /**
     * How much fine detail there is for the contrast: variance of the Laplacian by the variance of the grey face, percent,
     * at half the crop's size. Sharp photos have 10 to 100, a blur of 4% of the face's width leaves 2.
     */
    public float sharpness() {
        return sharpness;
    }

    /** Mean grey value of the face, 0 to 255. */
    public float brightness() {
        return brightness;
    }
}
