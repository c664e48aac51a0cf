package io.sightline.models.embedding;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sightline.models.ModelBundle;
import io.sightline.models.OnnxRuntime;
import java.util.Map;

/** ONNX Runtime on the CPU. */
final class OnnxEngine implements EmbeddingEngine {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;

    private OnnxEngine(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
    }

    /** @throws io.sightline.core.UserError if the runtime cannot read the model */
    static EmbeddingEngine open(ModelBundle bundle, int threads) {
        OrtEnvironment environment = OnnxRuntime.environment();
        return new OnnxEngine(
                environment, OnnxRuntime.open(environment, bundle.onnx(), threads, OnnxRuntime.Shapes.FEW));
    }

    @Override
    public float[][] infer(FaceBatch batch) {
        try (OnnxTensor faces = OnnxTensor.createTensor(environment, batch.bytes(), batch.shape(), OnnxJavaType.FLOAT);
                OrtSession.Result result = session.run(Map.of(input, faces))) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on " + batch.count() + " faces", e);
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed to close a session", e);
        }
    }
}
