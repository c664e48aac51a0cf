package io.sightline.vision;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.OnnxRuntime;
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

    /** @throws io.sightline.core.UserError if ONNX Runtime does not take the file */
    static Network open(ModelBundle bundle, String part, int threads) {
        OrtEnvironment environment = OnnxRuntime.environment();
        // Each pyramid level and each batch has another shape.
        return new Network(
                environment,
                OnnxRuntime.open(environment, bundle.onnx(part), threads, OnnxRuntime.Shapes.MANY),
                bundle.manifest().part(part).outputs());
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
