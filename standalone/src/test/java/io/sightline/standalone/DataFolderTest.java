package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temp;

    @Test
    void isTakenByOneAtATime() {
        DataFolder folder = DataFolder.of(temp.resolve("data"));
        try (DataFolder.Hold hold = folder.take()) {
            assertThat(hold).isNotNull();
            assertThatThrownBy(folder::take)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("Another Sightline runs on the data folder " + folder.root())
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("--data");
        }
        try (DataFolder.Hold again = folder.take()) {
            assertThat(again).isNotNull();
        }
    }

    @Test
    void saysThatAFileIsInTheWay() throws Exception {
        Path file = Files.writeString(temp.resolve("data"), "not a folder");

        assertThatThrownBy(() -> DataFolder.of(file).take())
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file + " is a file");
    }

    @Test
    void sweepsWhatAKilledRunLeftUnpacked() throws Exception {
        DataFolder folder = DataFolder.of(temp);
        Path left = folder.scratch().resolve("onnxruntime-java123").resolve("lib.so");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "x");

        folder.take().close();

        assertThat(folder.scratch()).isEmptyDirectory();
    }

    @Test
    void aSystemIsFoundWhileItsProcessLives() {
        DataFolder folder = DataFolder.of(temp);
        var self = new RunningSystem(
                ProcessHandle.current().pid(), "127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3");
        self.publishIn(folder);

        assertThat(RunningSystem.find(folder)).contains(self);

        RunningSystem.withdrawFrom(folder);
        assertThat(RunningSystem.find(folder)).isEmpty();
    }

    @Test
    void aSystemThatWasKilledIsNotFound() throws Exception {
        DataFolder folder = DataFolder.of(temp);
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        new RunningSystem(ended.pid(), "127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3").publishIn(folder);

        assertThat(RunningSystem.find(folder)).isEmpty();
        assertThat(RunningSystem.isLeftIn(folder)).isTrue();
    }

    @Test
    void theDemoThatRunsUnderAFolderIsFoundThroughIt() throws Exception {
        DataFolder folder = DataFolder.of(temp);
        Files.createDirectories(folder.demo().root());
        var demo = new RunningSystem(
                ProcessHandle.current().pid(), "127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3");
        demo.publishIn(folder.demo());

        assertThat(RunningSystem.find(folder)).contains(demo);
    }
}
