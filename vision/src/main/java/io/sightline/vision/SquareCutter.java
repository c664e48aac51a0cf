package io.sightline.vision;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.copyMakeBorder;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Cuts candidates out of a picture at the size that a network takes; black where the picture ends. One thread. */
final class SquareCutter implements AutoCloseable {
    private final Size size;
    private final Mat cut;
    private final Mat padded = new Mat();
    private final Scalar black = new Scalar(0);

    SquareCutter(int side) {
        size = new Size(side, side);
        cut = new Mat(size, CV_8UC3);
    }

    /** The candidate's pixels; valid until the next call. */
    Mat cut(Mat picture, Candidates candidates, int row) {
        int left = Math.round(candidates.x1(row));
        int top = Math.round(candidates.y1(row));
        int right = Math.max(left + 1, Math.round(candidates.x2(row)));
        int bottom = Math.max(top + 1, Math.round(candidates.y2(row)));
        int x1 = Math.max(0, left);
        int y1 = Math.max(0, top);
        int x2 = Math.min(picture.cols(), right);
        int y2 = Math.min(picture.rows(), bottom);
        if (x1 >= x2 || y1 >= y2) {
            cut.put(black);
            return cut;
        }
        int method = right - left > size.width() ? INTER_AREA : INTER_LINEAR;
        try (Rect visible = new Rect(x1, y1, x2 - x1, y2 - y1);
                Mat part = new Mat(picture, visible)) {
            if (x2 - x1 == right - left && y2 - y1 == bottom - top) {
                resize(part, cut, size, 0, 0, method);
            } else {
                copyMakeBorder(part, padded, y1 - top, bottom - y2, x1 - left, right - x2, BORDER_CONSTANT, black);
                resize(padded, cut, size, 0, 0, method);
            }
        }
        return cut;
    }

    @Override
    public void close() {
        cut.close();
        padded.close();
        size.close();
        black.close();
    }
}
