package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.core.config.Setting;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which cameras are read, and how patiently. */
public record IngestSettings(
        @Setting(doc = "Cameras by id; empty by default") Map<String, CameraConfig> cameras,
        @Setting(
                        byDefault = "false",
                        doc =
                                "Whether cameras are also taken from the topic cameras, while running; those named here stay as they are")
                boolean followTopic,
        @Setting(byDefault = "10s", doc = "How long opening a camera may take") Duration openTimeout,
        @Setting(byDefault = "10s", doc = "How long a camera may give no picture before it is opened anew")
                Duration stallTimeout,
        @Setting(
                        byDefault = "500ms",
                        doc = "Bound of the random wait after a camera's first failure; it doubles each time")
                Duration reconnectFirst,
        @Setting(byDefault = "30s", doc = "Bound of the random wait that it does not go beyond")
                Duration reconnectLongest,
        @Setting(byDefault = "3s", doc = "How often a still scene sends a picture") Duration stillInterval,
        @Setting(byDefault = "2s", doc = "How long pictures flow on after movement") Duration motionHold,
        @Setting(byDefault = "10", doc = "How far a cell of the 96 x 54 grey thumbnail must change to count, 1 to 255")
                int motionThreshold,
        @Setting(byDefault = "3", doc = "How many cells must change to be movement") int motionCells,
        @Setting(byDefault = "30", doc = "Records per camera that wait for Kafka; beyond that the oldest is dropped")
                int queueLength,
        @Setting(byDefault = "", doc = "Cameras may use only environment variables whose names begin with this")
                String secretVariablePrefix,
        @Setting(byDefault = "", doc = "Cameras may read secrets only from files below this folder; empty for any")
                Optional<String> secretFolder) {

    public IngestSettings {
        cameras = cameras == null ? Map.of() : Map.copyOf(cameras);
        atLeast("openTimeout", openTimeout, Duration.ofMillis(100));
        atLeast("stallTimeout", stallTimeout, Duration.ofMillis(100));
        atLeast("reconnectFirst", reconnectFirst, Duration.ofMillis(10));
        atLeast("reconnectLongest", reconnectLongest, reconnectFirst);
        atLeast("stillInterval", stillInterval, Duration.ofMillis(100));
        atLeast("motionHold", motionHold, Duration.ZERO);
        inRange("motionThreshold", motionThreshold, 1, 255);
        inRange("motionCells", motionCells, 1, Thumbnail.WIDTH * Thumbnail.HEIGHT);
        inRange("queueLength", queueLength, 2, 10_000);
        checkCameras(cameras);
    }

    private static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    key + " is " + value.toMillis() + "ms, expected " + least.toMillis() + "ms or more");
        }
    }

    private static void inRange(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ", expected " + least + " to " + most);
        }
    }

    private static void checkCameras(Map<String, CameraConfig> cameras) {
        var problems = new StringBuilder();
        new TreeMap<>(cameras).forEach((id, config) -> {
            try {
                Camera.of(id, config);
            } catch (UserError e) {
                problems.append(problems.length() == 0 ? "" : "; ")
                        .append("cameras.")
                        .append(Redaction.apply(id));
                problems.append(": ").append(e.getMessage());
            }
        });
        if (problems.length() > 0) {
            throw new IllegalArgumentException(problems.toString());
        }
    }

    /** The defaults, with these cameras. */
    public static IngestSettings of(Map<String, CameraConfig> cameras) {
        return new IngestSettings(
                cameras,
                false,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                10,
                3,
                30,
                "",
                Optional.empty());
    }

    /** The same, with cameras also taken from the topic. */
    public IngestSettings withFollowTopic() {
        return new IngestSettings(
                cameras,
                true,
                openTimeout,
                stallTimeout,
                reconnectFirst,
                reconnectLongest,
                stillInterval,
                motionHold,
                motionThreshold,
                motionCells,
                queueLength,
                secretVariablePrefix,
                secretFolder);
    }

    MotionGate.Settings gate() {
        return new MotionGate.Settings(motionThreshold, motionCells, motionHold, stillInterval);
    }
}
