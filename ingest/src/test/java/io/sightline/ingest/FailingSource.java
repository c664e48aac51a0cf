package io.sightline.ingest;

import io.sightline.vision.Picture;
import java.time.Duration;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Gives one picture, and then the error. */
final class FailingSource implements FrameSource {
    private final Error error;
    private int pictures;
    volatile boolean closed;

    FailingSource(Error error) {
        this.error = error;
    }

    @Override
    public boolean advance() {
        return true;
    }

    @Override
    public Picture picture() {
        if (pictures++ > 0) {
            throw error;
        }
        try (Scalar grey = new Scalar(128, 128, 128, 0)) {
            return Picture.wrap(new Mat(64, 64, opencv_core.CV_8UC3, grey));
        }
    }

    @Override
    public Duration position() {
        return Duration.ofSeconds(pictures);
    }

    @Override
    public double framesPerSecond() {
        return 1;
    }

    @Override
    public void close() {
        closed = true;
    }
}
