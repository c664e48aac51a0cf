package io.sightline.ingest;

import io.sightline.vision.Picture;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;

/** Gives as many grey pictures as the test lets it, a second apart by its own time. */
final class StillPictures implements FrameSource {
    private final Semaphore allowed = new Semaphore(0);
    private int pictures;

    void give(int count) {
        allowed.release(count);
    }

    @Override
    public boolean advance() throws InterruptedException {
        allowed.acquire();
        pictures++;
        return true;
    }

    @Override
    public Picture picture() {
        try (Scalar grey = new Scalar(128, 128, 128, 0)) {
            return Picture.wrap(new Mat(48, 64, opencv_core.CV_8UC3, grey));
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
    public void close() {}
}
