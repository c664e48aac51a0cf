package io.sightline.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sightline.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void saysThatAPathBelowAFileCannotBeAFolder() throws Exception {
        Path file = Files.writeString(temp.resolve("notes.txt"), "not a folder");

        assertThatThrownBy(() -> DataFolder.of(file.resolve("data")).take())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("notes.txt")
                .hasMessageContaining("--data");
    }

    @Test
    void saysThatItsLockCannotBeTaken() throws Exception {
        Files.createDirectories(temp.resolve("lock")); // as unusable as another user's file, also for root

        assertThatThrownBy(() -> DataFolder.of(temp).take())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("The data folder " + temp + " cannot be locked")
                .hasMessageContaining("--data");
    }

    @Test
    void saysThatTheLockOfAnotherUserIsNotOurs() throws Exception {
        Path lock = Files.writeString(temp.resolve("lock"), "");
        Files.setPosixFilePermissions(lock, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(lock), "Permissions do not bind this user: root runs the tests");

        assertThatThrownBy(() -> DataFolder.of(temp).take())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no permission for " + lock);
    }

    @Test
    void refusesADiskThatIsNearlyFull() {
        DataFolder folder = DataFolder.of(temp);

        folder.requireSpace(DataFolder.LEAST_FREE_BYTES);

        assertThatThrownBy(() -> folder.requireSpace(DataFolder.LEAST_FREE_BYTES - 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has 1023 MB left, at least 1024 MB are needed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{}", "{\"pid\": 1", "{\"pid\": \"x\"}"})
    void saysWhichFileOfTheRunningSystemIsDamaged(String damaged) throws Exception {
        Files.writeString(temp.resolve("running.json"), damaged);

        assertThatThrownBy(() -> RunningSystem.find(DataFolder.of(temp)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("running.json")
                .hasMessageContaining("delete it");
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
                ProcessHandle.current().pid(),
                "127.0.0.1:1",
                "http://127.0.0.1:2",
                "http://127.0.0.1:3",
                "http://127.0.0.1:4",
                "m@1+0",
                "models");
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
        new RunningSystem(ended.pid(), "127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:3", null, null, null)
                .publishIn(folder);

        assertThat(RunningSystem.find(folder)).isEmpty();
        assertThat(RunningSystem.isLeftIn(folder)).isTrue();
    }

    @Test
    void theDemoThatRunsUnderAFolderIsFoundThroughIt() throws Exception {
        DataFolder folder = DataFolder.of(temp);
        Files.createDirectories(folder.demo().root());
        var demo = new RunningSystem(
                ProcessHandle.current().pid(),
                "127.0.0.1:1",
                "http://127.0.0.1:2",
                "http://127.0.0.1:3",
                "http://127.0.0.1:4",
                "m@1+0",
                "models");
        demo.publishIn(folder.demo());

        assertThat(RunningSystem.find(folder)).contains(demo);
    }
}
