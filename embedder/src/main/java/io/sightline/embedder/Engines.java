package io.sightline.embedder;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;

/** Opens the engine that is asked for, and loads no class of the other: a CPU image holds ONNX Runtime only. */
final class Engines {
    private Engines() {}

    /** @throws UserError saying what is missing and how to mend it */
    static EmbeddingEngine open(ModelBundle bundle, EmbedderSettings settings) {
        return switch (settings.engine()) {
            case ONNX -> onnx(bundle, settings);
            case PYTORCH -> pyTorch(bundle, settings);
        };
    }

    private static EmbeddingEngine onnx(ModelBundle bundle, EmbedderSettings settings) {
        try {
            return OnnxEngine.open(bundle, settings.threads());
        } catch (LinkageError e) {
            throw new UserError(
                    "engine: onnx needs com.microsoft.onnxruntime:onnxruntime on the class path, built for this"
                            + " machine: " + e,
                    e);
        }
    }

    private static EmbeddingEngine pyTorch(ModelBundle bundle, EmbedderSettings settings) {
        try {
            return PyTorchEngine.open(bundle, settings.computeDevice(), settings.threads());
        } catch (LinkageError e) {
            throw new UserError(
                    "engine: pytorch needs DJL on the class path (" + e + " is missing). "
                            + "Add ai.djl.pytorch:pytorch-engine, pytorch-jni and pytorch-native-cpu (for a GPU also"
                            + " pytorch-native-cu118: build with -Pcuda), or set engine: onnx, which needs none of them",
                    e);
        }
    }
}
