package io.sightline.standalone.command;

import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.RunningSystem;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which data folder, and the system that runs on it. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where data lives. Default: the environment variable SIGHTLINE_DATA, else ./data")
    private Path folder;

    DataFolder folder() {
        return DataFolder.of(Optional.ofNullable(folder));
    }

    boolean isNamed() {
        return folder != null;
    }

    /** @throws Unavailable if none runs */
    RunningSystem system() {
        return RunningSystem.find(folder())
                .orElseThrow(() -> new Unavailable("No Sightline runs on the data folder " + folder().root()
                        + ". Start it with ./sightline up, or name its folder with --data."));
    }

    /** The running system's topics; the caller closes them. @throws Unavailable if none runs */
    TopicStore topics() {
        return TopicStore.open(system().connection());
    }
}
