package io.sightline.models.embedding;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PyTorchEngineTest extends EmbeddingEngineContract {
    @Override
    EmbeddingEngine open(ModelBundle bundle) {
        return PyTorchEngine.open(bundle, new ComputeDevice.Cpu(), 1);
    }

    @Override
    Path fileOf(ModelBundle bundle) {
        return bundle.torchScript();
    }

    @Test
    void aGpuThatIsNotThereIsRefusedSayingHowManyThereAre(@TempDir Path other) throws IOException {
        var bundle = TestBundles.tiny(other);
        assertThatThrownBy(() -> PyTorchEngine.open(bundle, new ComputeDevice.Gpu(99), 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("gpu:99")
                .hasMessageContaining("-Pcuda");
    }
}
