package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.CameraSettings;
import java.nio.file.Path;
import java.util.Map;

/** A camera as it stands in topic {@code cameras}. */
public final class CameraRecord {
    private CameraRecord() {}

    /**
     * The record for a camera; whether it can be reached is seen only when it is opened.
     *
     * @throws UserError if the id or the settings cannot be used, or the source has a secret in plain text
     */
    public static CameraSettings of(String id, CameraConfig config) {
        CameraConfig absolute = new CameraConfig(
                absolute(config.source()),
                config.framesPerSecond(),
                config.maxWidth(),
                config.jpegQuality(),
                config.motionGate(),
                config.loop(),
                config.realTime(),
                config.zones());
        try {
            IngestSettings.of(Map.of(id, absolute));
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage().replaceFirst("^cameras\\.", "Camera "), e);
        }
        return new CameraSettings(
                id,
                absolute.source(),
                absolute.framesPerSecond(),
                absolute.maxWidth(),
                absolute.jpegQuality(),
                absolute.motionGate(),
                absolute.loop(),
                absolute.realTime(),
                absolute.whereFacesCount().toAvro());
    }

    /** Whoever reads the topic has another working directory. */
    private static String absolute(String source) {
        String text = source.strip();
        if (text.isEmpty() || text.contains("://") || text.startsWith("${")) {
            return text;
        }
        return Path.of(text).toAbsolutePath().normalize().toString();
    }
}
