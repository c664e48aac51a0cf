package io.sightline.standalone.faces;

import io.sightline.core.UserError;
import io.sightline.vision.Picture;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameGrabber;
import org.bytedeco.javacv.Frame;
import org.bytedeco.javacv.FrameGrabber;

/** One picture out of a video file. */
public final class VideoStill {
    private static final int QUALITY = 95;

    private VideoStill() {}

    /**
     * The first picture at or after this time, as JPEG.
     *
     * @throws UserError naming the file, if it cannot be read or is shorter
     */
    public static byte[] jpegAt(Path video, Duration time) {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        try (var grabber = new FFmpegFrameGrabber(video.toFile())) {
            grabber.start();
            long wanted = time.toNanos() / 1000;
            for (Frame frame = grabber.grabImage(); frame != null; frame = grabber.grabImage()) {
                if (frame.timestamp >= wanted) {
                    return jpeg(frame);
                }
            }
        } catch (FrameGrabber.Exception e) {
            throw new UserError(video + ": cannot be read as a video", e);
        }
        throw new UserError(video + ": has no picture at " + time.toSeconds() + " s");
    }

    private static byte[] jpeg(Frame frame) {
        try (Picture picture = Picture.copyOfBgr(
                (ByteBuffer) frame.image[0], frame.imageWidth, frame.imageHeight, frame.imageStride)) {
            return picture.toJpeg(QUALITY);
        }
    }
}
