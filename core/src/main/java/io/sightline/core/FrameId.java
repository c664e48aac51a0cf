package io.sightline.core;

/**
 * Names a picture: camera, ingest epoch, frame number. The same picture has the same id on every replay.
 *
 * @param epoch when this run of the camera's ingest began, milliseconds since 1970
 * @param number counts the published pictures of the epoch from 0
 */
public record FrameId(String cameraId, long epoch, long number) {

    /** Names a face in this frame by its box centre in eighths of the box, so that ids survive rounding of pixels. */
    public String faceId(BoundingBox box) {
        return faceId(toString(), box);
    }

    /** The same for a face in a photo or any other named picture. */
    public static String faceId(String pictureId, BoundingBox box) {
        float step = Math.max(1, Math.max(box.width(), box.height()) / 8);
        return pictureId + "/" + Math.round(box.centerX() / step) + "." + Math.round(box.centerY() / step);
    }

    @Override
    public String toString() {
        return cameraId + "/" + epoch + "/" + number;
    }
}
