package io.sightline.standalone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedRunTest {
    @TempDir
    Path folder;

    @Test
    void aRunKeepsItsArgumentsAndItsFolder() {
        Path run = folder.resolve("new");
        assertThatCode(() -> SavedRun.requireNone(run)).doesNotThrowAnyException();
        List<String> arguments = List.of("--data=/faces of others", "--margin", "0.3");

        SavedRun.write(run, arguments);

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
