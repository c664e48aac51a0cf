package io.sightline.models.embedding;

import io.sightline.models.ModelBundle;
import java.nio.file.Path;

final class OnnxEngineTest extends EmbeddingEngineContract {
    @Override
    EmbeddingEngine open(ModelBundle bundle) {
        return OnnxEngine.open(bundle, EmbeddingOptions.DEFAULT);
    }

    @Override
    Path fileOf(ModelBundle bundle) {
        return bundle.onnx();
    }
}
