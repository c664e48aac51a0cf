package io.sightline.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sightline.core.UserError;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One network of a bundle on ONNX Runtime's CPU engine. Thread-safe until closed. */
final class Network implements AutoCloseable {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<String> outputs;

    private Network(OrtEnvironment environment, OrtSession session, List<String> outputs) {
        this.environment = environment;
        this.session = session;
        this.outputs = outputs;
    }

    /** @throws UserError if ONNX Runtime does not take the file */
    static Network open(ModelBundle bundle, String part, int threads) {
        OrtEnvironment environment = OnnxEnvironment.get();
        try (SessionOptions options = options(threads)) {
            OrtSession session = environment.createSession(bundle.onnx(part).toString(), options);
            return new Network(
                    environment, session, bundle.manifest().part(part).outputs());
        } catch (OrtException e) {
            throw new UserError("ONNX Runtime cannot load " + bundle.onnx(part) + ": " + e.getMessage(), e);
        }
    }

    private static SessionOptions options(int threads) throws OrtException {
        SessionOptions options = new SessionOptions();
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
        // Spinning threads starve the neighbours on a shared machine; denormals slow these nets down tenfold
        // (findings).
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        options.addConfigEntry("session.set_denormal_as_zero", "1");
        // Each pyramid level and each batch has another shape, and a plan of memory would be kept for each.
        options.setMemoryPatternOptimization(false);
        return options;
    }

    /**
     * Runs on {@code input} and fills {@code results} in place: nothing is copied.
     *
     * @param results one for each output, in the manifest's order
     */
    void run(Tensor input, List<Tensor> results) {
        Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
        try (OnnxTensor tensor = onnx(input)) {
            for (int i = 0; i < results.size(); i++) {
                pinned.put(outputs.get(i), onnx(results.get(i)));
            }
            session.run(Map.of(Manifest.Part.INPUT, tensor), pinned).close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on a network that it had loaded", e);
        } finally {
            pinned.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor onnx(Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(environment, tensor.values, tensor.shape);
    }

    /** Numbers in native memory, direct and in native order, and how they are arranged. */
    static final class Tensor {
        private final FloatBuffer values;
        private final long[] shape;

        Tensor(FloatBuffer values, long... shape) {
            this.values = values;
            this.shape = shape;
        }
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime could not release a network", e);
        }
    }
}
