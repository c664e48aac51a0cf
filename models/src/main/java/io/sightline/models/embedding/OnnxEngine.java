package io.sightline.models.embedding;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** ONNX Runtime on the CPU. */
final class OnnxEngine implements EmbeddingEngine {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final String input;
    private final Set<String> output;
    /** Networks that were imported may take a single picture only. */
    private final boolean oneByOne;

    private OnnxEngine(OrtEnvironment environment, OrtSession session, String output) throws OrtException {
        this.environment = environment;
        this.session = session;
        this.input = session.getInputNames().iterator().next();
        this.output = Set.of(output);
        this.oneByOne = ((TensorInfo) session.getInputInfo().get(input).getInfo()).getShape()[0] == 1;
    }

    /** @throws UserError if the runtime cannot read the model */
    static EmbeddingEngine open(ModelBundle bundle, EmbeddingOptions options) {
        Path file = bundle.onnx();
        List<String> outputs = bundle.manifest().part(Manifest.SOLE_PART).outputs();
        OrtEnvironment environment = OnnxRuntime.environment();
        OrtSession session = OnnxRuntime.open(environment, file, options.threads(), OnnxRuntime.Shapes.FEW);
        return over(environment, session, file, outputs);
    }

    /**
     * Takes the session, and closes it if it is no embedder's.
     *
     * @param file of the network, for messages
     * @param outputs of the network; the first is the vector
     */
    static EmbeddingEngine over(OrtEnvironment environment, OrtSession session, Path file, List<String> outputs) {
        try {
            return new OnnxEngine(environment, session, outputs.get(0));
        } catch (OrtException | RuntimeException e) {
            var refusal = new UserError(
                    "ONNX Runtime cannot tell what " + file + " takes and gives: " + e.getMessage()
                            + "; expected one tensor of pictures and a named output",
                    e);
            try {
                session.close();
            } catch (OrtException closing) {
                refusal.addSuppressed(closing);
            }
            throw refusal;
        }
    }

    @Override
    public float[][] infer(FaceBatch batch) {
        long[] shape = batch.shape();
        if (!oneByOne || batch.count() == 1) {
            return infer(batch.bytes(), shape);
        }
        shape[0] = 1;
        int length = batch.bytes().remaining() / batch.count();
        float[][] vectors = new float[batch.count()][];
        for (int i = 0; i < vectors.length; i++) {
            ByteBuffer face = batch.bytes().slice(i * length, length).order(ByteOrder.nativeOrder());
            vectors[i] = infer(face, shape)[0];
        }
        return vectors;
    }

    private float[][] infer(ByteBuffer pixels, long[] shape) {
        try (OnnxTensor faces = OnnxTensor.createTensor(environment, pixels, shape, OnnxJavaType.FLOAT);
                OrtSession.Result result = session.run(Map.of(input, faces), output)) {
            return (float[][]) result.get(0).getValue();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on " + shape[0] + " faces", e);
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
