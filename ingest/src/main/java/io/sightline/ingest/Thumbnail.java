package io.sightline.ingest;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.sightline.vision.Picture;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** The small grey picture that {@link MotionGate} looks at. */
final class Thumbnail {
    static final int WIDTH = 96;
    static final int HEIGHT = 54;

    private Thumbnail() {}

    /** {@link #WIDTH} times {@link #HEIGHT} grey values, each the mean of its part of the picture. */
    static byte[] of(Picture picture) {
        try (Mat small = new Mat();
                Mat grey = new Mat();
                Size size = new Size(WIDTH, HEIGHT)) {
            resize(picture.mat(), small, size, 0, 0, INTER_AREA);
            cvtColor(small, grey, COLOR_BGR2GRAY);
            byte[] values = new byte[WIDTH * HEIGHT];
            grey.data().get(values);
            return values;
        }
    }
}
