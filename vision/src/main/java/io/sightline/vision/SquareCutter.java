package io.sightline.vision;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Cuts candidates out of a picture at the size that a network takes; black where the picture ends. One thread. */
final class SquareCutter implements AutoCloseable {
    private final int side;
    private final Size size;
    private final Mat enlarged;
    private final ByteBuffer enlargedPixels;
    private final Mat padded = new Mat();
    private final Scalar black = new Scalar(0);

    SquareCutter(int side) {
        this.side = side;
        size = new Size(side, side);
        enlarged = new Mat(size, CV_8UC3);
        enlargedPixels = enlarged.createBuffer();
    }

    /** Writes the candidate's pixels, blue, green, red, row by row. */
    void cut(Mat picture, SummedArea sums, Candidates candidates, int row, byte[] pixels) {
        int left = Math.round(candidates.x1(row));
        int top = Math.round(candidates.y1(row));
        // As the nets were trained, the corners' pixels both belong to the box.
        int right = Math.max(left, Math.round(candidates.x2(row))) + 1;
        int bottom = Math.max(top, Math.round(candidates.y2(row))) + 1;
        if (right - left >= side && bottom - top >= side) {
            sums.average(left, top, right, bottom, side, side, pixels);
        } else {
            enlarge(picture, left, top, right, bottom, pixels);
        }
    }

    private void enlarge(Mat picture, int left, int top, int right, int bottom, byte[] pixels) {
        int x1 = Math.max(0, left);
        int y1 = Math.max(0, top);
        int x2 = Math.min(picture.cols(), right);
        int y2 = Math.min(picture.rows(), bottom);
        if (x1 >= x2 || y1 >= y2) {
            Arrays.fill(pixels, 0, side * side * 3, (byte) 0);
            return;
        }
        try (Rect visible = new Rect(x1, y1, x2 - x1, y2 - y1);
                Mat part = new Mat(picture, visible)) {
            copyMakeBorder(part, padded, y1 - top, bottom - y2, x1 - left, right - x2, BORDER_CONSTANT, black);
            resize(padded, enlarged, size, 0, 0, INTER_LINEAR);
        }
        enlargedPixels.get(0, pixels, 0, side * side * 3);
    }

    @Override
    public void close() {
        enlarged.close();
        padded.close();
        size.close();
        black.close();
    }
}
