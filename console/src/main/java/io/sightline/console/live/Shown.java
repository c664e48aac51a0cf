package io.sightline.console.live;

import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.TrackedFace;
import io.sightline.vision.Picture;
import io.sightline.vision.PictureLimits;
import io.sightline.vision.UnreadablePictureException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A picture of a camera, for as long as somebody may want to see it. Each size is made once, whoever asks first.
 * Thread-safe.
 */
final class Shown {
    /** Widths that a preview is made in: the smallest that is not below what was asked for. */
    static final List<Integer> WIDTHS = List.of(320, 480, 640, 960, 1280);

    private static final int PREVIEW_QUALITY = 78;
    /** Frames come from ingest, which has bounds of its own. */
    private static final PictureLimits LIMITS = new PictureLimits(40_000_000, 1);

    private final Frame frame;
    private final byte[] jpeg;
    private final Map<Integer, byte[]> previews = new ConcurrentHashMap<>();
    private volatile List<TrackedFace> faces = List.of();
    private volatile boolean isDetected;

    Shown(Frame frame) {
        this.frame = frame;
        ByteBuffer image = frame.getImage().duplicate();
        this.jpeg = new byte[image.remaining()];
        image.get(jpeg);
        // The record's own copy is not needed twice.
        frame.setImage(null);
    }

    Frame frame() {
        return frame;
    }

    int bytes() {
        return jpeg.length;
    }

    List<TrackedFace> faces() {
        return faces;
    }

    /** Whether the detector has said what is on it. */
    boolean isDetected() {
        return isDetected;
    }

    void detected(List<TrackedFace> found) {
        faces = List.copyOf(found);
        isDetected = true;
    }

    /** The picture as it was published. */
    byte[] whole() {
        return jpeg;
    }

    /** One that is about so wide, and no wider than the picture. */
    byte[] preview(int width) {
        int chosen = WIDTHS.stream().filter(w -> w >= width).findFirst().orElse(Integer.MAX_VALUE);
        if (chosen >= frame.getWidth()) {
            return jpeg;
        }
        return previews.computeIfAbsent(chosen, this::make);
    }

    private byte[] make(int width) {
        try (Picture preview = Picture.preview(jpeg, width, LIMITS)) {
            return preview.toJpeg(PREVIEW_QUALITY);
        } catch (UnreadablePictureException e) {
            return jpeg; // the browser may know better
        }
    }
}
