package io.sightline.console.api;

import java.util.List;

/**
 * How a camera is read.
 *
 * @param source rtsp://, http:// (MJPEG), /dev/videoN, a video file or an image folder; secrets only as
 *     <code>${env:NAME}</code> or <code>${file:PATH}</code>
 * @param framesPerSecond at most so many pictures a second are published
 * @param maxWidth wider pictures are scaled down to it; pixels
 * @param jpegQuality 1 to 100
 * @param motionGate whether a still scene sends only a picture every few seconds
 * @param loop whether a file starts again at its end
 * @param realTime whether a file is read at its own pace
 * @param zones where faces are looked for or ignored; empty for everywhere
 */
public record CameraForm(
        String source,
        double framesPerSecond,
        int maxWidth,
        int jpegQuality,
        boolean motionGate,
        boolean loop,
        boolean realTime,
        List<Zone> zones) {

    /** A camera at this source, all else by default. */
    public static CameraForm of(String source) {
        return new CameraForm(source, 5, 1920, 85, true, false, true, List.of());
    }

    /**
     * A part of the picture. If there are LOOK zones, a face counts only if its centre is in one; never if it is in an
     * IGNORE zone.
     *
     * @param points of a polygon, three or more
     */
    public record Zone(String name, Purpose purpose, List<Corner> points) {}

    /** What is done in a zone. */
    public enum Purpose {
        LOOK,
        IGNORE
    }

    /** In parts of the picture's width and height, 0 to 1, from the top left. */
    public record Corner(double x, double y) {}
}
