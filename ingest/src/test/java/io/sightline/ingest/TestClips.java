package io.sightline.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacv.FFmpegFrameRecorder;
import org.bytedeco.javacv.Frame;

/** Small clips with a bright square that moves over a gradient, encoded when first asked for. */
final class TestClips {
    static final int WIDTH = 320;
    static final int HEIGHT = 240;
    static final int FRAMES_PER_SECOND = 25;
    private static final Path FOLDER = Path.of("target", "test-clips").toAbsolutePath();

    private TestClips() {}

    static Path mp4(int frames) {
        return clip("moving-" + frames + ".mp4", "mp4", avcodec.AV_CODEC_ID_MPEG4, WIDTH, HEIGHT, frames);
    }

    /** With the index before the pictures, as for the web. */
    static Path fastStartMp4(int frames) {
        return clip("moving-" + frames + ".faststart.mp4", "mp4", avcodec.AV_CODEC_ID_MPEG4, WIDTH, HEIGHT, frames);
    }

    static Path avi(int frames) {
        return clip("moving-" + frames + ".avi", "avi", avcodec.AV_CODEC_ID_MJPEG, WIDTH, HEIGHT, frames);
    }

    static Path gif(int frames) {
        return clip("moving-" + frames + ".gif", "gif", avcodec.AV_CODEC_ID_GIF, WIDTH, HEIGHT, frames);
    }

    static Path h264(int width, int height, int frames) {
        return clip(
                "moving-" + width + "-" + frames + ".h264", "h264", avcodec.AV_CODEC_ID_H264, width, height, frames);
    }

    static Path h264Mp4(int width, int height, int frames) {
        return clip(
                "moving-" + width + "-" + frames + ".h264.mp4", "mp4", avcodec.AV_CODEC_ID_H264, width, height, frames);
    }

    private static synchronized Path clip(String name, String format, int codec, int width, int height, int frames) {
        Path file = FOLDER.resolve(name);
        try {
            Files.createDirectories(FOLDER);
            if (Files.exists(file)) {
                return file;
            }
            Path part = FOLDER.resolve(name + ".part");
            record(part, format, codec, width, height, frames);
            return Files.move(part, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void record(Path file, String format, int codec, int width, int height, int frames)
            throws IOException {
        try (var recorder = new FFmpegFrameRecorder(file.toString(), width, height)) {
            recorder.setFormat(format);
            recorder.setVideoCodec(codec);
            recorder.setFrameRate(FRAMES_PER_SECOND);
            recorder.setGopSize(12);
            recorder.setVideoBitrate(width * height * 4);
            if (codec == avcodec.AV_CODEC_ID_GIF) {
                recorder.setPixelFormat(avutil.AV_PIX_FMT_BGR8);
            } else if (codec == avcodec.AV_CODEC_ID_MJPEG) {
                recorder.setPixelFormat(avutil.AV_PIX_FMT_YUVJ420P);
            } else {
                recorder.setPixelFormat(avutil.AV_PIX_FMT_YUV420P);
            }
            if (file.toString().contains(".faststart.")) {
                recorder.setOption("movflags", "faststart");
            }
            recorder.start();
            for (int i = 0; i < frames; i++) {
                try (Frame frame = new Frame(width, height, Frame.DEPTH_UBYTE, 3)) {
                    paint((ByteBuffer) frame.image[0], frame.imageStride, width, height, i);
                    recorder.record(frame);
                }
            }
        }
    }

    /** Blue grows to the right, green downwards; the square, a quarter of the height, goes around once in 50 frames. */
    static void paint(ByteBuffer bgr, int stride, int width, int height, int index) {
        int side = height / 4;
        int left = (int) ((width - side) * (index % 50) / 50.0);
        int top = height / 2 - side / 2;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = x >= left && x < left + side && y >= top && y < top + side;
                int at = y * stride + 3 * x;
                bgr.put(at, (byte) (inside ? 40 : 200 * x / width));
                bgr.put(at + 1, (byte) (inside ? 40 : 200 * y / height));
                bgr.put(at + 2, (byte) (inside ? 250 : 0));
            }
        }
    }
}
