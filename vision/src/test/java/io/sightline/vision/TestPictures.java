package io.sightline.vision;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Pictures that tests make themselves. */
final class TestPictures {

    /** Blue, green and red of a pixel. */
    interface Painter {
        int bgr(int x, int y);
    }

    static int bgr(int blue, int green, int red) {
        return blue | green << 8 | red << 16;
    }

    static Picture painted(int width, int height, Painter painter) {
        Mat mat = new Mat(height, width, CV_8UC3);
        ByteBuffer pixels = mat.createBuffer();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int value = painter.bgr(x, y);
                pixels.put((byte) value).put((byte) (value >> 8)).put((byte) (value >> 16));
            }
        }
        return Picture.wrap(mat);
    }

    /** Smooth, without repetition, so that a shift by a pixel can be seen. */
    static Picture gradient(int width, int height) {
        return painted(width, height, (x, y) -> bgr(255 * x / width, 255 * y / height, 128));
    }

    /** @param extension as ".png" */
    static byte[] encoded(Picture picture, String extension) {
        try (BytePointer bytes = new BytePointer()) {
            if (!imencode(extension, picture.mat(), bytes, new org.bytedeco.javacpp.IntPointer(0L))) {
                throw new IllegalStateException("OpenCV does not write " + extension);
            }
            byte[] out = new byte[Math.toIntExact(bytes.limit())];
            bytes.get(out);
            return out;
        }
    }

    /** Blue, green and red, 0 to 255. */
    static int[] pixel(Picture picture, int x, int y) {
        ByteBuffer pixels = picture.mat().createBuffer();
        int at = (y * picture.width() + x) * 3;
        return new int[] {pixels.get(at) & 0xff, pixels.get(at + 1) & 0xff, pixels.get(at + 2) & 0xff};
    }

    private TestPictures() {}
}
