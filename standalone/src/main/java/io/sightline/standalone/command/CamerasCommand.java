package io.sightline.standalone.command;

import io.sightline.core.UserError;
import io.sightline.ingest.CameraConfig;
import io.sightline.ingest.CameraProbe;
import io.sightline.ingest.CameraRecord;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.standalone.RunningSystem;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cameras",
        mixinStandardHelpOptions = true,
        description = "Lists, adds and removes cameras while the system runs.",
        subcommands = {CamerasCommand.ListAll.class, CamerasCommand.Add.class, CamerasCommand.Remove.class})
final class CamerasCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "What about the cameras? There are: list, add, remove");
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the cameras and whether they deliver.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private DataOption data;

        @Option(names = "--json", description = "One JSON object per line")
        private boolean json;

        @Override
        public Integer call() {
            Logging.off();
            RunningSystem system = data.system();
            Map<String, String> states = new SystemState(system).components();
            try (TopicStore topics = TopicStore.open(system.connection())) {
                var table = new Table("CAMERA", "SOURCE", "FPS", "ZONES", "STATE");
                for (Entry<CameraSettings> entry : topics.latest(Topics.CAMERAS).values()) {
                    CameraSettings c = entry.value();
                    String state = states.getOrDefault(SystemState.camera(c.getCameraId()), "not read yet");
                    if (json) {
                        System.out.println(line(c, state));
                    } else {
                        table.row(
                                c.getCameraId(),
                                c.getSource(),
                                c.getFramesPerSecond(),
                                c.getZones().size(),
                                state);
                    }
                }
                if (!json) {
                    table.print(System.out);
                }
            }
            return 0;
        }

        private static String line(CameraSettings c, String state) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("camera", c.getCameraId());
            fields.put("source", c.getSource());
            fields.put("framesPerSecond", c.getFramesPerSecond());
            fields.put("maxWidth", c.getMaxWidth());
            fields.put("jpegQuality", c.getJpegQuality());
            fields.put("motionGate", c.getMotionGate());
            fields.put("loop", c.getLoop());
            fields.put("realTime", c.getRealTime());
            fields.put("zones", c.getZones().size());
            fields.put("state", state);
            return Json.line(fields);
        }
    }

    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            description =
                    "Adds a camera, or changes one with the same id, which keeps its zones. It is tried once; one that does"
                            + " not answer is added all the same, and tried again for ever.")
    static final class Add implements Callable<Integer> {
        private static final Duration PROBE_LIMIT = Duration.ofSeconds(8);

        @Mixin
        private DataOption data;

        @Parameters(index = "0", paramLabel = "ID", description = "Letters, digits, dots, hyphens, underscores")
        private String id;

        @Parameters(
                index = "1",
                paramLabel = "SOURCE",
                description = "rtsp://, http:// (MJPEG), /dev/videoN, a video file or an image folder. Secrets only by"
                        + " reference: rtsp://admin:$${env:LOBBY_PASSWORD}@host/path")
        private String source;

        @Mixin
        private CameraOptions options;

        @Override
        public Integer call() throws InterruptedException {
            Logging.off();
            CameraSettings camera = CameraRecord.of(id, options.config(source));
            try (TopicStore topics = data.topics()) {
                CameraProbe.Result tried = new CameraProbe(System::getenv).probe(camera.getSource(), PROBE_LIMIT);
                CameraRecords.put(topics, camera);
                System.out.println(tried.fault()
                        .map(fault -> "Camera " + id + " is added, but gives no picture yet: " + fault)
                        .orElseGet(() -> String.format(
                                Locale.ROOT, "Camera %s is added: %d x %d.", id, tried.width(), tried.height())));
            }
            return 0;
        }
    }

    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Removes a camera; its events stay.")
    static final class Remove implements Callable<Integer> {
        @Mixin
        private DataOption data;

        @Parameters(index = "0", paramLabel = "ID", description = "As ./sightline cameras list shows it")
        private String id;

        @Override
        public Integer call() {
            Logging.off();
            try (TopicStore topics = data.topics()) {
                if (!topics.latest(Topics.CAMERAS).containsKey(id)) {
                    throw new UserError("There is no camera '" + id + "'; ./sightline cameras list shows them");
                }
                topics.remove(Topics.CAMERAS, id);
            }
            System.out.println("Camera " + id + " is removed.");
            return 0;
        }
    }

    /** How a camera is read. */
    static final class CameraOptions {
        @Option(
                names = "--fps",
                defaultValue = "5",
                description = "Pictures a second at most. Default: ${DEFAULT-VALUE}")
        private float framesPerSecond;

        @Option(
                names = "--max-width",
                defaultValue = "1920",
                description = "Wider pictures are scaled down to it. Default: ${DEFAULT-VALUE}")
        private int maxWidth;

        @Option(names = "--jpeg-quality", defaultValue = "85", description = "1 to 100. Default: ${DEFAULT-VALUE}")
        private int jpegQuality;

        @Option(names = "--no-motion-gate", description = "Send every picture of a still scene too")
        private boolean ungated;

        @Option(names = "--loop", description = "Begin a file again at its end")
        private boolean loop;

        @Option(names = "--as-fast-as-taken", description = "Read a file without keeping to its own pace")
        private boolean unpaced;

        CameraConfig config(String source) {
            try {
                return new CameraConfig(
                        source, framesPerSecond, maxWidth, jpegQuality, !ungated, loop, !unpaced, List.of());
            } catch (IllegalArgumentException e) {
                throw new UserError("A camera's " + e.getMessage(), e);
            }
        }
    }
}
