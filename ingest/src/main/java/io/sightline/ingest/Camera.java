package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.core.Zones;
import io.sightline.schemas.avro.CameraSettings;
import java.util.List;
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
        boolean realTime,
        Zones zones) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    /** @throws UserError saying what is wrong, without secrets */
    static Camera of(String id, CameraConfig config) {
        return of(id, config, config.whereFacesCount());
    }

    private static Camera of(String id, CameraConfig config, Zones zones) {
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
                config.realTime(),
                zones);
    }

    /** @throws UserError saying what is wrong, without secrets */
    static Camera of(CameraSettings settings) {
        String id = settings.getCameraId();
        try {
            var config = new CameraConfig(
                    settings.getSource(),
                    settings.getFramesPerSecond(),
                    settings.getMaxWidth(),
                    settings.getJpegQuality(),
                    settings.getMotionGate(),
                    settings.getLoop(),
                    settings.getRealTime(),
                    List.of());
            return of(id, config, Zones.of(id, settings.getZones()));
        } catch (IllegalArgumentException e) {
            throw new UserError("Camera " + id + ": " + e.getMessage(), e);
        }
    }

    Camera withZones(Zones others) {
        return new Camera(id, source, framesPerSecond, maxWidth, jpegQuality, motionGate, loop, realTime, others);
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
