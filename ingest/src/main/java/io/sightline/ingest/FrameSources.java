package io.sightline.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Opens the source that an address names, wrapped as its camera wants it. Thread-safe. */
final class FrameSources {
    // What a file may turn out to be. Playlists are not among them: a file must not make us open what it names.
    private static final String FILE_FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpegts,mpeg,flv,asf,ogg,"
            + "h264,hevc,m4v,mjpeg,mpegvideo,ivf,yuv4mpegpipe,nut,mxf,av1,obu,apng,webp_pipe";

    private final SecretResolver secrets;
    private final Duration openTimeout;
    private final Duration stallTimeout;
    private final TimeSource time;

    FrameSources(SecretResolver secrets, Duration openTimeout, Duration stallTimeout, TimeSource time) {
        this.secrets = secrets;
        this.openTimeout = openTimeout;
        this.stallTimeout = stallTimeout;
        this.time = time;
    }

    FrameSource open(Camera camera) throws SourceException, InterruptedException {
        FrameSource source = camera.loop() && !camera.source().isLive()
                ? new LoopedSource(() -> openOnce(camera.source(), camera.framesPerSecond()))
                : openOnce(camera.source(), camera.framesPerSecond());
        return camera.isPaced() ? new PacedSource(source, time) : source;
    }

    /** @param stillsPerSecond the rate of material that has none of its own: pictures */
    FrameSource openOnce(SourceAddress address, double stillsPerSecond) throws SourceException, InterruptedException {
        if (address instanceof SourceAddress.Local local) {
            return openLocal(local.path(), stillsPerSecond);
        } else if (address instanceof SourceAddress.Rtsp rtsp) {
            return FfmpegSource.open(live(
                    secrets.resolve(rtsp.template()),
                    address,
                    "rtsp",
                    // Looking closer than this at a stream costs seconds before the first picture, for nothing we use.
                    Map.of("rtsp_transport", "tcp", "analyzeduration", "1000000", "fpsprobesize", "0")));
        } else if (address instanceof SourceAddress.Mjpeg mjpeg) {
            return FfmpegSource.open(live(secrets.resolve(mjpeg.template()), address, "mpjpeg", Map.of()));
        }
        return openWebcam((SourceAddress.Webcam) address);
    }

    private FrameSource openWebcam(SourceAddress.Webcam webcam) throws SourceException, InterruptedException {
        if (!Files.exists(webcam.device())) {
            throw new SourceException(webcam.shown() + ": there is no such device; is the camera plugged in?");
        }
        if (!Files.isReadable(webcam.device())) {
            throw new SourceException(
                    webcam.shown() + ": access is denied; this user must be in the device's group (often 'video')");
        }
        return FfmpegSource.open(live(webcam.device().toString(), webcam, "v4l2", Map.of()));
    }

    private FfmpegInput live(String url, SourceAddress address, String format, Map<String, String> options) {
        return new FfmpegInput(url, address.shown(), format, options, true, openTimeout, stallTimeout);
    }

    private FrameSource openLocal(Path path, double stillsPerSecond) throws SourceException, InterruptedException {
        if (Files.isDirectory(path)) {
            return PictureFiles.folder(path, stillsPerSecond);
        }
        if (!Files.exists(path)) {
            throw new SourceException(path + ": there is no such file or folder");
        }
        if (!Files.isReadable(path)) {
            throw new SourceException(path + ": access is denied; check the permissions");
        }
        if (isEmpty(path)) {
            throw new SourceException(path + ": the file is empty");
        }
        if (PictureFiles.isNamedPicture(path)) {
            return PictureFiles.single(path, stillsPerSecond);
        }
        return FfmpegSource.open(new FfmpegInput(
                "file:" + path,
                path.toString(),
                "",
                Map.of("protocol_whitelist", "file", "format_whitelist", FILE_FORMATS),
                false,
                openTimeout,
                stallTimeout));
    }

    private static boolean isEmpty(Path path) throws SourceException {
        try {
            return Files.isRegularFile(path) && Files.size(path) == 0;
        } catch (IOException e) {
            throw new SourceException(path + ": cannot be read");
        }
    }
}
