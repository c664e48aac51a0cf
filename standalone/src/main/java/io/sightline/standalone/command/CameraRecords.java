package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.ingest.CameraConfig;
import io.sightline.ingest.IngestSettings;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** Cameras as a user gives them, and as they stand in the topic. */
final class CameraRecords {
    private CameraRecords() {}

    /**
     * Reads {@code ID=SOURCE} texts.
     *
     * @throws UserError saying what is wrong with which, without any secret of the source
     */
    static Map<String, String> parse(Iterable<String> texts) {
        Map<String, String> sources = new TreeMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1 || equals == text.length() - 1) {
                throw new UserError("--camera has the form ID=SOURCE, such as lobby=rtsp://host/path; one given has"
                        + (equals < 1 ? " no ID" : " no SOURCE"));
            }
            String id = text.substring(0, equals);
            if (sources.put(id, text.substring(equals + 1)) != null) {
                throw new UserError("Camera " + id + " is given twice");
            }
        }
        return sources;
    }

    /**
     * The record for a camera; whether it can be reached is seen only when it is opened.
     *
     * @throws UserError if the id or the settings cannot be used, or the source has a secret in plain text
     */
    static CameraSettings of(String id, CameraConfig config) {
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

    /** Writes the camera. If none are given, its zones stay as they stand in the topic. */
    static void put(TopicStore topics, CameraSettings camera) {
        Entry<CameraSettings> before = topics.latest(Topics.CAMERAS).get(camera.getCameraId());
        topics.put(Topics.CAMERAS, camera.getCameraId(), withZonesOf(before, camera));
    }

    static CameraSettings withZonesOf(Entry<CameraSettings> before, CameraSettings camera) {
        return before == null || before.value() == null || !camera.getZones().isEmpty()
                ? camera
                : CameraSettings.newBuilder(camera)
                        .setZones(before.value().getZones())
                        .build();
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
