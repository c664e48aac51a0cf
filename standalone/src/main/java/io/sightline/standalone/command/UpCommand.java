package io.sightline.standalone.command;

import io.sightline.ingest.CameraRecord;
import io.sightline.operations.rollout.ModelTopic;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.StandaloneOptions;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = "Starts everything on this machine, shows identity events as they come, and stops on Ctrl-C."
                + " Cameras and people of earlier runs are known.")
final class UpCommand implements Callable<Integer> {
    @Mixin
    private DataOption data;

    @Mixin
    private SystemOptions system;

    @Option(
            names = "--camera",
            paramLabel = "ID=SOURCE",
            description =
                    "A camera: rtsp://, http:// (MJPEG), /dev/videoN, a video file or an image folder; may be given"
                            + " several times, and adds to those of earlier runs. Secrets only by reference:"
                            + " lobby='rtsp://admin:$${env:LOBBY_PASSWORD}@host/path'")
    private List<String> cameras = new ArrayList<>();

    @Mixin
    private CamerasCommand.CameraOptions cameraOptions;

    @Option(names = "--json", description = "Show events as one JSON object per line")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        StandaloneOptions options = system.options();
        DataFolder folder = data.folder();
        Logging.toFile(folder.log());
        List<CameraSettings> given = new ArrayList<>();
        CameraRecords.parse(cameras)
                .forEach((id, source) -> given.add(CameraRecord.of(id, cameraOptions.config(source))));
        PrintStream notes = json ? System.err : System.out;
        notes.println("Sightline starts; data lives in " + folder.root());
        if (!Files.exists(folder.root())) {
            FirstWords.print(notes);
        }
        return new Session(folder, options, json ? new EventJson() : Session.columns(), System.out, notes)
                .run((topics, shown) -> open(topics, given, options, shown))
                .code();
    }

    private static void open(
            TopicStore topics, List<CameraSettings> given, StandaloneOptions options, PrintStream out) {
        given.forEach(camera -> CameraRecords.put(topics, camera));
        Map<String, Entry<CameraSettings>> all = topics.latest(Topics.CAMERAS);
        if (all.isEmpty()) {
            out.println("  No camera yet. Add one from another terminal: ./sightline cameras add ID SOURCE");
        }
        all.values()
                .forEach(e -> out.println(
                        "  Camera " + e.value().getCameraId() + ": " + e.value().getSource()));
        new ModelTopic(topics, Optional.empty())
                .read()
                .active()
                .ifPresent(id -> out.println("  " + id + " decides: it was promoted. See: ./sightline models list"));
        out.println("  Health and metrics: http://127.0.0.1:" + options.adminPort() + "/readyz and /metrics");
        out.println("  Enrol somebody from another terminal: ./sightline enroll NAME PHOTO...");
        out.println("  Ctrl-C stops everything.");
    }
}
