package io.sightline.embedder;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
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

    /** @throws UserError if the runtime cannot read the model */
    static EmbeddingEngine open(ModelBundle bundle, int threads) {
        try {
            return open(bundle, threads, OnnxEnvironment.get());
        } catch (OrtException e) {
            throw new UserError("ONNX Runtime cannot read " + bundle.onnx() + ": " + e.getMessage(), e);
        }
    }

    private static EmbeddingEngine open(ModelBundle bundle, int threads, OrtEnvironment environment)
            throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Weights near zero make some networks ten times slower otherwise (findings, ONNX Runtime hint).
            options.addConfigEntry("session.set_denormal_as_zero", "1");
            // Idle threads that spin take the processor from the other stages of the machine.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            return new OnnxEngine(
                    environment, environment.createSession(bundle.onnx().toString(), options));
        }
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
