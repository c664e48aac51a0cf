package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A camera at this moment.
 *
 * @param up whether it delivers
 * @param fault why not, in words for an operator
 * @param framesPerSecond pictures published over the last seconds; 0 also while the scene is still
 * @param delayMillis from a picture's capture to the event that it decided, median of the last ones; empty before the first
 * @param clock the camera's time, as ingest has it
 * @param picture the latest with its faces; empty before the first
 */
public record LiveCamera(
        String cameraId,
        boolean up,
        Optional<String> fault,
        double framesPerSecond,
        Optional<Long> delayMillis,
        Optional<Instant> clock,
        Optional<LivePicture> picture) {

    /**
     * A picture and who is on it.
     *
     * @param url of the JPEG; with {@code ?width=480} no wider than that
     * @param width of the picture as published, pixels
     * @param height of the picture as published, pixels
     */
    public record LivePicture(
            String frameId, String url, Instant capturedAt, int width, int height, List<LiveFace> faces) {}

    /**
     * A face on it.
     *
     * @param box in parts of the picture's width and height, from the top left
     */
    public record LiveFace(String trackId, Rectangle box, Who who) {}

    /** Parts of a picture's width and height, each 0 to 1, from the top left. */
    public record Rectangle(double x, double y, double width, double height) {}
}
