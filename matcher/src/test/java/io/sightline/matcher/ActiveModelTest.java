package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.core.testkit.Prerequisite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveModelTest {
    private static final String MANIFEST =
            """
            {"format": 1, "id": "net@1+0123456789ab", "kind": "EMBEDDER", "dimension": 128,
             "threshold": {"distance": 0.85, "margin": 0.1, "falseAcceptRate": 1e-4, "calibration": "here"},
             "parts": {"model": {"onnx": "model.onnx"}}}
            """;

    @TempDir
    private Path bundle;

    @Test
    void itTakesIdDimensionThresholdAndMarginFromTheBundle() throws IOException {
        write(MANIFEST);

        assertThat(ActiveModel.load(bundle))
                .isEqualTo(new ActiveModel(ModelId.parse("net@1+0123456789ab"), 128, 0.85, 0.1));
    }

    @Test
    void aFolderThatIsNoBundleIsNamed() {
        assertThatThrownBy(() -> ActiveModel.load(bundle))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(bundle.resolve("manifest.json").toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "EMBEDDER; DETECTOR; expected EMBEDDER",
                "net@1+0123456789ab; mynet; Not a model id",
                "\"dimension\": 128,; ''; dimension is 0",
                "\"distance\": 0.85,; ''; threshold is 0.0",
                "\"margin\": 0.1,; ''; margin is -1.0",
                "{\"format\"; {{\"format\"; cannot be read"
            })
    void aManifestThatCannotBeUsedIsNamedWithTheReason(String part, String instead, String reason) throws IOException {
        write(MANIFEST.replace(part, instead));

        assertThatThrownBy(() -> ActiveModel.load(bundle))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("manifest.json")
                .hasMessageContaining(reason);
    }

    @Test
    void theDefaultEmbeddersBundleIsUnderstood() {
        Path bundles = Path.of(System.getProperty("sightline.bundles", "../models/target/bundles"));
        Path mobilefacenet = bundles.resolve("mobilefacenet-128");
        Prerequisite.require(
                Files.isDirectory(mobilefacenet), "The bundle mobilefacenet-128 is not built in " + bundles);

        ActiveModel model = ActiveModel.load(mobilefacenet);

        assertThat(model.id().name()).isEqualTo("mobilefacenet-128");
        assertThat(model.dimension()).isEqualTo(128);
    }

    private void write(String manifest) throws IOException {
        Files.writeString(bundle.resolve("manifest.json"), manifest);
    }
}
