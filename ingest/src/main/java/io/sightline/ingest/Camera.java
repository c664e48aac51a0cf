package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.CameraSettings;
import java.util.regex.Pattern;

/** A camera and how it is read; only usable settings make one. */
record Camera(
        String id,
        SourceAddress source,
        float framesPerSecond,
        int maxWidth,
        int jpegQuality,
        boolean motionGate,
        boolean loop,
        boolean realTime) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** @throws UserError saying what is wrong, without secrets */
    static Camera of(String id, CameraConfig config) {
        if (!ID.matcher(id).matches()) {
            throw new UserError("The camera id '" + Redaction.apply(id)
                    + "' is not usable; expected 1 to 63 letters, digits, dots, hyphens and underscores");
        }
        return new Camera(
                id,
                SourceAddress.parse(config.source()),
                config.framesPerSecond(),
                config.maxWidth(),
                config.jpegQuality(),
                config.motionGate(),
                config.loop(),
                config.realTime());
    }

    /** @throws UserError saying what is wrong, without secrets */
    static Camera of(CameraSettings settings) {
        try {
            return of(
                    settings.getCameraId(),
                    new CameraConfig(
                            settings.getSource(),
                            settings.getFramesPerSecond(),
                            settings.getMaxWidth(),
                            settings.getJpegQuality(),
                            settings.getMotionGate(),
                            settings.getLoop(),
                            settings.getRealTime()));
        } catch (IllegalArgumentException e) {
            throw new UserError("Camera " + settings.getCameraId() + ": " + e.getMessage(), e);
        }
    }

    /** Whether this is recorded material that plays at its own pace. */
    boolean isPaced() {
        return !source.isLive() && realTime;
    }

    /** Whether this is recorded material of which nothing may be lost: it waits for whoever takes the pictures. */
    boolean waitsForRoom() {
        return !source.isLive() && !realTime;
    }
}
