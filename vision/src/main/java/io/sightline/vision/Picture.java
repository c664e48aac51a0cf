package io.sightline.vision;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.vision.UnreadablePictureException.Reason;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Pixels in native memory: 8-bit blue, green, red; origin top left. Whoever gets one closes it.
 *
 * <p>Reading from several threads at once is safe, closing meanwhile is not.
 */
public final class Picture implements AutoCloseable {
    private final Mat bgr;

    private Picture(Mat bgr) {
        this.bgr = bgr;
    }

    /**
     * Decodes a JPEG, PNG, GIF (first image), BMP or WebP file, turned upright as its EXIF orientation says.
     *
     * @throws UnreadablePictureException with the reason; a picture beyond the limits is refused by its header, before
     *     memory for pixels is taken
     */
    public static Picture decode(byte[] encoded, PictureLimits limits) throws UnreadablePictureException {
        PictureHeader header = PictureHeader.read(encoded);
        limits.check(header.width(), header.height());
        header.checkComplete(encoded);
        Mat decoded = decodePixels(encoded, IMREAD_COLOR);
        if (decoded.empty()) {
            decoded.close();
            throw damaged();
        }
        return new Picture(decoded);
    }

    /**
     * The same, for a preview: no larger than needed. A JPEG is decoded at a half, a quarter or an eighth of its size, where
     * that is still as wide as asked for, which takes a fraction of the time; then it is scaled.
     *
     * @param width of the preview, pixels; a narrower picture stays as it is
     * @throws UnreadablePictureException with the reason
     */
    public static Picture preview(byte[] encoded, int width, PictureLimits limits) throws UnreadablePictureException {
        PictureHeader header = PictureHeader.read(encoded);
        limits.check(header.width(), header.height());
        header.checkComplete(encoded);
        // A picture that its EXIF orientation turns is as wide as it was high.
        int least = Math.min(header.width(), header.height());
        int flag = IMREAD_COLOR;
        if (least >= 8 * width) {
            flag = IMREAD_REDUCED_COLOR_8;
        } else if (least >= 4 * width) {
            flag = IMREAD_REDUCED_COLOR_4;
        } else if (least >= 2 * width) {
            flag = IMREAD_REDUCED_COLOR_2;
        }
        Mat decoded = decodePixels(encoded, flag);
        if (decoded.empty()) {
            decoded.close();
            throw damaged();
        }
        try (Picture reduced = new Picture(decoded)) {
            return reduced.scaledToWidth(width);
        }
    }

    private static Mat decodePixels(byte[] encoded, int flag) throws UnreadablePictureException {
        try (BytePointer bytes = new BytePointer(encoded);
                Mat row = new Mat(1, encoded.length, CV_8UC1, bytes)) {
            return imdecode(row, flag);
        } catch (RuntimeException e) {
            // JavaCPP turns every C++ exception into this one type; of imdecode it means bytes it cannot follow.
            UnreadablePictureException damaged = damaged();
            damaged.initCause(e);
            throw damaged;
        }
    }

    private static UnreadablePictureException damaged() {
        return new UnreadablePictureException(
                Reason.TRUNCATED, "The picture's pixel data is damaged. Copy or save it again.");
    }

    /**
     * Copies pixels, for instance of a video decoder that reuses its buffer.
     *
     * @param pixels blue, green, red, row by row, from the buffer's position on
     * @param stride bytes from one row to the next
     * @throws IllegalArgumentException if the buffer is too short for these dimensions
     */
    public static Picture copyOfBgr(ByteBuffer pixels, int width, int height, int stride) {
        if (width < 1 || height < 1 || stride < 3L * width) {
            throw new IllegalArgumentException(
                    "Not a BGR picture: " + width + " x " + height + " px with rows of " + stride + " bytes");
        }
        long needed = (long) stride * (height - 1) + 3L * width;
        if (pixels.remaining() < needed) {
            throw new IllegalArgumentException("A BGR picture of " + width + " x " + height + " px takes " + needed
                    + " bytes, the buffer has " + pixels.remaining());
        }
        try (BytePointer bytes = new BytePointer(pixels);
                Mat view = new Mat(height, width, CV_8UC3, bytes, stride)) {
            return new Picture(view.clone());
        }
    }

    /**
     * Takes over pixels that are in native memory already; they are closed with the picture.
     *
     * @throws IllegalArgumentException unless the Mat is 8-bit with three channels and not empty
     */
    public static Picture wrap(Mat bgr) {
        if (bgr.empty() || bgr.type() != CV_8UC3) {
            throw new IllegalArgumentException("A picture is a Mat of type CV_8UC3 that is not empty");
        }
        return new Picture(bgr);
    }

    public int width() {
        return bgr.cols();
    }

    public int height() {
        return bgr.rows();
    }

    /** The pixels themselves, CV_8UC3, blue first. They stay the picture's: neither change nor close them. */
    public Mat mat() {
        return bgr;
    }

    /** @param quality 1 to 100 */
    public byte[] toJpeg(int quality) {
        return jpegOf(bgr, quality);
    }

    static byte[] jpegOf(Mat pixels, int quality) {
        if (quality < 1 || quality > 100) {
            throw new IllegalArgumentException("JPEG quality is 1 to 100, got " + quality);
        }
        try (BytePointer encoded = new BytePointer();
                IntPointer settings = new IntPointer(IMWRITE_JPEG_QUALITY, quality)) {
            imencode(".jpg", pixels, encoded, settings);
            byte[] jpeg = new byte[Math.toIntExact(encoded.limit())];
            encoded.get(jpeg);
            return jpeg;
        }
    }

    /** A picture of this width with the same proportions, or, where it is no wider already, one sharing these pixels. */
    public Picture scaledToWidth(int width) {
        if (width < 1) {
            throw new IllegalArgumentException("A picture is at least 1 px wide, got " + width);
        }
        if (width >= width()) {
            return new Picture(new Mat(bgr));
        }
        int height = Math.max(1, Math.round((float) height() * width / width()));
        Mat scaled = new Mat();
        try (Size size = new Size(width, height)) {
            resize(bgr, scaled, size, 0, 0, INTER_AREA);
        }
        return new Picture(scaled);
    }

    @Override
    public void close() {
        bgr.close();
    }
}
