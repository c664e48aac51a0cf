package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the whole thing while it runs. */
@Tag("full")
class KillIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedEnrolmentSurvivesTheKillOfEverything() throws Exception {
        String data = folder.resolve("data").toString();
        List<String> up = new ArrayList<>(List.of("up"));
        up.addAll(CommandProcess.onFreePorts(Path.of(data)));
        up.addAll(List.of("--camera", "lobby=" + TestData.media("franck.mp4").toAbsolutePath(), "--loop"));
        try (CommandProcess first = CommandProcess.start(folder, up)) {
            awaitPrinted(first, "Ctrl-C stops everything");
            var enrolled = CommandProcess.run(
                    folder,
                    PATIENCE,
                    "enroll",
                    "--data",
                    data,
                    "Franck",
                    TestData.media("franck_02159.jpg").toAbsolutePath().toString());
            assertThat(enrolled.exitCode()).as(enrolled.printed()).isZero();
            awaitPrinted(first, "IDENTIFIED");
            // Everything at the same moment, as a power cut does it.
            first.family().forEach(ProcessHandle::destroyForcibly);
            assertThat(first.endsWithin(Duration.ofSeconds(10))).isTrue();
        }

        try (CommandProcess second = CommandProcess.start(folder, up)) {
            awaitPrinted(second, "Ctrl-C stops everything");
            var people = CommandProcess.run(folder, PATIENCE, "people", "--data", data);
            assertThat(people.printed()).contains("Franck");
            Backbone.await(() -> "Franck is named again: " + printed(second), PATIENCE, () -> printed(second)
                    .lines()
                    .anyMatch(l -> l.contains("IDENTIFIED") && l.contains("Franck")));
            second.terminate();
            assertThat(second.endsWithin(Duration.ofSeconds(10))).isTrue();
        }
    }

    private static void awaitPrinted(CommandProcess process, String text) throws InterruptedException {
        Backbone.await(() -> text + " is printed: " + printed(process), PATIENCE, () -> printed(process)
                .contains(text));
    }

    private static String printed(CommandProcess process) {
        try {
            return process.printed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
