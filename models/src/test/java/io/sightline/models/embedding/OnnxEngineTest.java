package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.OnnxRuntime;
import io.sightline.models.testkit.TestBundles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxEngineTest extends EmbeddingEngineContract {
    @Override
    EmbeddingEngine open(ModelBundle bundle) {
        return OnnxEngine.open(bundle, EmbeddingOptions.DEFAULT);
    }

    @Override
    Path fileOf(ModelBundle bundle) {
        return bundle.onnx();
    }

    @Test
    void aSessionThatIsNoEmbeddersIsClosed(@TempDir Path folder) throws Exception {
        Path file = TestBundles.tiny(folder).onnx();
        var environment = OnnxRuntime.environment();
        var session = OnnxRuntime.open(environment, file, 1, OnnxRuntime.Shapes.FEW);

        assertThatThrownBy(() -> OnnxEngine.over(environment, session, file, List.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file.toString());

        assertThatThrownBy(session::getInputInfo)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }
}
