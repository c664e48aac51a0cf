package io.sightline.models.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.models.Engines;
import io.sightline.models.Golden;
import io.sightline.models.ModelBundle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MtcnnTest {
    private static final float[] MEAN = {127.5f, 127.5f, 127.5f};
    /** The golden figures have six decimals. */
    private static final float ROUNDING = 2e-6f;

    private final ModelBundle bundle = ModelBundle.load(Golden.bundles().resolve("mtcnn"));

    @ParameterizedTest
    @CsvSource({"pnet, 60, 48, pnet_60x48", "rnet, 24, 24, rnet_24x24", "onet, 48, 48, onet_48x48"})
    void onnxComputesWhatTheIndependentImplementationDoes(String part, int height, int width, String figures)
            throws Exception {
        List<float[]> outputs =
                Engines.onnx(bundle.onnx(part), Golden.formula(height, width, MEAN, 1 / 128f), 1, 3, height, width);

        assertMatches(outputs, Golden.networks().get(figures));
    }

    @ParameterizedTest
    @CsvSource({"pnet, 60, 48, pnet_60x48", "rnet, 24, 24, rnet_24x24", "onet, 48, 48, onet_48x48"})
    void torchScriptComputesWhatTheIndependentImplementationDoes(String part, int height, int width, String figures)
            throws Exception {
        List<float[]> outputs = Engines.torch(
                bundle.torchScript(part), Golden.formula(height, width, MEAN, 1 / 128f), 1, 3, height, width);

        assertMatches(outputs, Golden.networks().get(figures));
    }

    @ParameterizedTest
    @CsvSource({"pnet, 31, 22", "pnet, 12, 12", "pnet, 41, 57", "rnet, 24, 24", "onet, 48, 48"})
    void enginesAgreeOnABatchOfAnySize(String part, int height, int width) throws Exception {
        float[] one = Golden.formula(height, width, MEAN, 1 / 128f);
        float[] batch = new float[3 * one.length];
        for (int face = 0; face < 3; face++) {
            for (int i = 0; i < one.length; i++) {
                batch[face * one.length + i] = one[i] * (1 - 0.3f * face);
            }
        }

        List<float[]> onnx = Engines.onnx(bundle.onnx(part), batch, 3, 3, height, width);
        List<float[]> torch = Engines.torch(bundle.torchScript(part), batch, 3, 3, height, width);

        assertThat(onnx).hasSameSizeAs(torch);
        for (int i = 0; i < onnx.size(); i++) {
            assertThat(onnx.get(i)).containsExactly(torch.get(i), within(1e-5f));
        }
    }

    @Test
    void namesItsOutputsInOrder() {
        assertThat(bundle.manifest().part("onet").outputs()).containsExactly("probability", "regression", "points");
    }

    private static void assertMatches(List<float[]> outputs, JsonNode figures) {
        assertThat(outputs.get(0)).containsExactly(Golden.numbers(figures.get("probability")), within(ROUNDING));
        assertThat(outputs.get(1)).containsExactly(Golden.numbers(figures.get("regression")), within(ROUNDING));
        if (figures.has("points_x_then_y")) {
            assertThat(outputs.get(2))
                    .containsExactly(Golden.numbers(figures.get("points_x_then_y")), within(ROUNDING));
        }
    }
}
