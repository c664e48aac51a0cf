package io.sightline.detector;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sightline.core.stage.Inbound;
import io.sightline.models.ModelBundle;
import io.sightline.schemas.avro.Frame;
import io.sightline.vision.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;

/** Real clips as a camera would send them, and the model to look at them with. */
final class Clip {
    private static final int JPEG_QUALITY = 85;

    private Clip() {}

    /** Skips the test by name if the file is not there. */
    static Path testData(String name) {
        Path file = Path.of(System.getProperty("sightline.testdata", "../../shared/data"))
                .resolve(name);
        assumeTrue(
                Files.exists(file), () -> "needs the test data " + name + "; set -Dsightline.testdata to its folder");
        return file;
    }

    static ModelBundle mtcnn() {
        return ModelBundle.load(Path.of(System.getProperty("sightline.bundles", "../models/target/bundles"), "mtcnn"));
    }

    /** Plays a clip as a camera's frames, leaving out pictures so that at most so many a second remain. */
    static List<Inbound<Frame>> play(Path file, int framesPerSecond) throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        Camera camera = new Camera("lobby", 0);
        List<Inbound<Frame>> frames = new ArrayList<>();
        try (FFmpegFrameGrabber grabber = new FFmpegFrameGrabber(file.toFile())) {
            grabber.start();
            long next = 0;
            for (var frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
                long micros = Math.max(0, frame.timestamp);
                if (micros >= next) {
                    next += 1_000_000 / framesPerSecond;
                    try (Picture picture = Picture.copyOfBgr(
                            (ByteBuffer) frame.image[0].rewind(),
                            frame.imageWidth,
                            frame.imageHeight,
                            frame.imageStride)) {
                        frames.add(camera.picture(micros / 1000, picture.toJpeg(JPEG_QUALITY)));
                    }
                }
            }
            grabber.stop();
        }
        return frames;
    }
}
