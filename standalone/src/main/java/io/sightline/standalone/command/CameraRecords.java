package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
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
}
