package io.sightline.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedRunTest {
    private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void aRunThatGoesOnKeepsWhenItWasBegun() {
        SavedRun.write(folder, List.of(), 30, NOON);
        SavedRun.write(folder, List.of(), 30, NOON.plusSeconds(60));

        assertThat(SavedRun.beginning(folder)).isEqualTo(new SavedRun.Beginning(Optional.of(NOON), Optional.of(30)));
    }

    @Test
    void ofARunThatAFormerVersionBeganNothingIsInvented() throws IOException {
        Files.writeString(folder.resolve(SavedRun.FILE), "{\"arguments\": [\"--epochs\", \"3\"]}");

        assertThat(SavedRun.beginning(folder)).isEqualTo(new SavedRun.Beginning(Optional.empty(), Optional.empty()));
        assertThat(SavedRun.arguments(folder)).containsExactly("--epochs", "3");
    }

    @Test
    void aRunKeepsItsArgumentsAndItsFolder() {
        Path run = folder.resolve("new");
        assertThatCode(() -> SavedRun.requireNone(run)).doesNotThrowAnyException();
        List<String> arguments = List.of("--data=/faces of others", "--margin", "0.3");

        SavedRun.write(run, arguments, 30, NOON);

        assertThat(SavedRun.arguments(run)).isEqualTo(arguments);
        assertThatThrownBy(() -> SavedRun.requireNone(run))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--resume " + run);
    }

    @Test
    void aFolderWithoutARunIsNamed() throws IOException {
        assertThatThrownBy(() -> SavedRun.arguments(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("No run was begun in " + folder);
        Files.writeString(folder.resolve("run.json"), "{\"arguments\": [");
        assertThatThrownBy(() -> SavedRun.arguments(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("run.json cannot be read");
    }
}
