package io.sightline.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBundleTest {
    @TempDir
    Path folder;

    @BeforeEach
    void copyABundle() throws IOException {
        try (Stream<Path> files = Files.list(Golden.bundles().resolve("mobilefacenet-128"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mtcnn", "mobilefacenet-128", "dlib-128"})
    void loadsWhatTheBuildMakes(String name) {
        ModelBundle bundle = ModelBundle.load(Golden.bundles().resolve(name));

        assertThat(bundle.id().name()).isEqualTo(name);
        assertThat(bundle.weights()).exists();
    }

    @Test
    void describesTheDefaultEmbedder() {
        ModelBundle bundle = ModelBundle.load(folder);

        assertThat(bundle.manifest().kind()).isEqualTo(Manifest.Kind.EMBEDDER);
        assertThat(bundle.manifest().dimension()).isEqualTo(128);
        assertThat(bundle.manifest().input().width()).isEqualTo(112);
        assertThat(bundle.manifest().threshold().distance()).isLessThan(1);
        assertThat(bundle.onnx()).isEqualTo(folder.resolve("model.onnx"));
        assertThat(bundle.torchScript()).isEqualTo(folder.resolve("model.pt"));
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        assertThatThrownBy(() -> ModelBundle.load(folder.resolve("nothing")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.resolve("nothing").toString())
                .hasMessageContaining("no such folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest.json", "model.onnx", "model.pt", "weights.safetensors"})
    void refusesABundleThatLacksAFile(String file) throws IOException {
        Files.delete(folder.resolve(file));

        assertThatThrownBy(() -> ModelBundle.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.resolve(file) + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.onnx", "model.pt", "weights.safetensors"})
    void refusesAFileWithOneByteChanged(String file) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(file));
        bytes[bytes.length / 2] ^= 1;
        Files.write(folder.resolve(file), bytes);

        assertThatThrownBy(() -> ModelBundle.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(folder.resolve(file).toString())
                .hasMessageContaining("SHA-256");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"format\" : 1 | \"format\" : 2 | this version reads format 1",
                "\"id\" : \"mobilefacenet-128@1 | \"id\" : \"Mobile Face@1 | Not a model id",
                "\"kind\" : \"EMBEDDER\" | \"kind\" : \"GUESSER\" | GUESSER",
                "\"dimension\" : 128 | \"dimension\" : 0 | dimension",
                "\"channels\" : \"RGB\" | \"chanels\" : \"RGB\" | input.channels is missing",
                "\"dimension\" : 128 | \"dimension\" : 128, \"dimensions\" : 5 | \"dimensions\"",
                "\"onnx\" : \"model.onnx\" | \"onnx\" : \"../model.onnx\" | ../model.onnx",
                "\"onnx\" : \"model.onnx\" | \"onnx\" : \"other.onnx\" | checksums has no SHA-256 of other.onnx",
                "\"distance\" : 0. | \"distance\" : 7. | threshold.distance",
                "{ | [ | line",
            })
    void refusesAManifestThatIsWrong(String found, String replacement, String complaint) throws IOException {
        Path manifest = folder.resolve(ModelBundle.MANIFEST);
        String text = Files.readString(manifest);
        String wrong = text.replaceFirst(Pattern.quote(found), replacement);
        assertThat(wrong).isNotEqualTo(text);
        Files.writeString(manifest, wrong);

        assertThatThrownBy(() -> ModelBundle.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Wrong manifest " + manifest)
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesAnIdThatBelongsToOtherWeights() throws IOException {
        Path manifest = folder.resolve(ModelBundle.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest).replaceFirst("@1\\+[0-9a-f]{12}", "@1+0123456789ab"));

        assertThatThrownBy(() -> ModelBundle.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("id says digest 0123456789ab");
    }

    @Test
    void refusesAManifestThatIsNoText() throws IOException {
        Files.write(folder.resolve(ModelBundle.MANIFEST), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});

        assertThatThrownBy(() -> ModelBundle.load(folder))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("Wrong manifest ");
    }

    @Test
    void namesThePartsWhenAskedForOneThatIsNotThere() {
        ModelBundle mtcnn = ModelBundle.load(Golden.bundles().resolve("mtcnn"));

        assertThatThrownBy(mtcnn::onnx)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[onet, pnet, rnet]");
    }
}
