package io.sightline.models.embedding;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;

/**
 * TorchScript on DJL's PyTorch, on a GPU or the CPU. Every tensor lives in a manager of the one call: intermediates
 * attach to the input's manager, and a long-lived one grows without end (findings, Memory).
 */
final class PyTorchEngine implements EmbeddingEngine {
    private final Model model;
    private final NDManager manager;
    private final ParameterStore parameters;

    private PyTorchEngine(Model model) {
        this.model = model;
        this.manager = model.getNDManager().newSubManager();
        // From here on a tensor that is made in the long-lived manager is an error, not a leak.
        manager.cap();
        this.parameters = new ParameterStore(manager, false);
    }

    /**
     * @param threads of PyTorch on the CPU; holds for all its models in this process
     * @throws UserError if PyTorch is not on the class path, or the device is not there, or the model cannot be read
     */
    static EmbeddingEngine open(ModelBundle bundle, ComputeDevice device, int threads) {
        Engine engine = PyTorchLibraries.load();
        JniUtils.setNumThreads(threads);
        Path file = bundle.torchScript();
        Model model = Model.newInstance(bundle.id().name(), choose(device, engine), engine.getEngineName());
        try {
            model.load(file.getParent(), file.getFileName().toString());
            return new PyTorchEngine(model);
        } catch (IOException | MalformedModelException | EngineException e) {
            model.close();
            throw new UserError("PyTorch cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Device choose(ComputeDevice device, Engine engine) {
        int gpus = engine.getGpuCount();
        if (device instanceof ComputeDevice.Gpu gpu) {
            if (gpu.number() >= gpus) {
                throw new UserError("device is " + device + ", but PyTorch sees " + gpus
                        + " GPUs here; use auto or cpu, or see that the CUDA 11.8 libraries are found"
                        + " and that the build was made with -Pcuda");
            }
            return Device.gpu(gpu.number());
        }
        return device instanceof ComputeDevice.Auto && gpus > 0 ? Device.gpu(0) : Device.cpu();
    }

    @Override
    public float[][] infer(FaceBatch batch) {
        try (NDManager call = manager.newSubManager()) {
            NDArray faces = call.create(batch.bytes(), new Shape(batch.shape()), DataType.FLOAT32);
            NDArray vectors = model.getBlock()
                    .forward(parameters, new NDList(faces), false)
                    .singletonOrThrow();
            float[] values = vectors.toFloatArray();
            int dimension = values.length / batch.count();
            float[][] rows = new float[batch.count()][dimension];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(values, i * dimension, rows[i], 0, dimension);
            }
            return rows;
        }
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }
}
