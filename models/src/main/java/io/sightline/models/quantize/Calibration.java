package io.sightline.models.quantize;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.sightline.models.OnnxRuntime;
import io.sightline.models.embedding.FaceBatch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Measures between which numbers the tensors of a network lie, by computing it on real faces with these tensors as
 * outputs. One caller; closes the runtime's memory.
 */
final class Calibration implements AutoCloseable {
    private final OrtEnvironment environment = OnnxRuntime.environment();
    private final Path file;
    private final OrtSession session;
    private final Set<String> tensors;
    private final Map<String, float[]> extremes = new LinkedHashMap<>();

    /** @param tensors which to measure; the input may be among them */
    Calibration(ModelProto model, Set<String> tensors, int threads) throws IOException {
        this.tensors = tensors;
        this.file = Files.createTempFile("calibration", ".onnx");
        try {
            Files.write(file, exposing(model, tensors).toByteArray());
            this.session = OnnxRuntime.open(environment, file, threads, OnnxRuntime.Shapes.FEW);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static ModelProto exposing(ModelProto model, Set<String> tensors) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        String input = graph.getInput(0).getName();
        for (String tensor : tensors) {
            if (!tensor.equals(input)) {
                graph.addOutput(ValueInfoProto.newBuilder()
                        .setName(tensor)
                        .setType(TypeProto.newBuilder()
                                .setTensorType(TypeProto.Tensor.newBuilder()
                                        .setElemType(TensorProto.DataType.FLOAT.getNumber()))));
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    /** Computes the faces of a batch and widens the ranges by what they show. */
    void observe(FaceBatch batch) {
        String input = session.getInputNames().iterator().next();
        try (OnnxTensor faces = OnnxTensor.createTensor(environment, batch.bytes(), batch.shape(), OnnxJavaType.FLOAT);
                OrtSession.Result result = session.run(Map.of(input, faces))) {
            if (tensors.contains(input)) {
                widen(input, faces.getFloatBuffer());
            }
            for (Map.Entry<String, ?> output : result) {
                if (tensors.contains(output.getKey())) {
                    widen(output.getKey(), ((OnnxTensor) output.getValue()).getFloatBuffer());
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed on " + batch.count() + " faces", e);
        }
    }

    private void widen(String tensor, FloatBuffer values) {
        float[] extreme = extremes.computeIfAbsent(
                tensor, name -> new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY});
        while (values.hasRemaining()) {
            float value = values.get();
            extreme[0] = Math.min(extreme[0], value);
            extreme[1] = Math.max(extreme[1], value);
        }
    }

    /** Of every tensor, after at least one batch. */
    Map<String, ActivationRange> ranges() {
        Map<String, ActivationRange> ranges = new LinkedHashMap<>();
        extremes.forEach((tensor, extreme) -> ranges.put(tensor, new ActivationRange(extreme[0], extreme[1])));
        return ranges;
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed to close a session", e);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
