package io.sightline.models.embedding;

import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;

/** Opens the engine that is asked for, and loads no class of the other: a CPU image holds ONNX Runtime only. */
public final class Engines {
    private Engines() {}

    /** @throws UserError saying what is missing and how to mend it */
    public static EmbeddingEngine open(ModelBundle bundle, EmbeddingOptions options) {
        return switch (options.engine()) {
            case ONNX -> onnx(bundle, options);
            case PYTORCH -> pyTorch(bundle, options);
        };
    }

    private static EmbeddingEngine onnx(ModelBundle bundle, EmbeddingOptions options) {
        try {
            return OnnxEngine.open(bundle, options);
        } catch (LinkageError e) {
            throw new UserError(
                    "engine: onnx needs com.microsoft.onnxruntime:onnxruntime on the class path, built for this"
                            + " machine: " + e,
                    e);
        }
    }

    private static EmbeddingEngine pyTorch(ModelBundle bundle, EmbeddingOptions options) {
        try {
            return PyTorchEngine.open(bundle, options.device(), options.threads());
        } catch (LinkageError e) {
            throw new UserError(
                    "engine: pytorch needs DJL on the class path (" + e + " is missing). "
                            + "Add ai.djl.pytorch:pytorch-engine, pytorch-jni and pytorch-native-cpu (for a GPU also"
                            + " pytorch-native-cu118: build with -Pcuda), or set engine: onnx, which needs none of them",
                    e);
        }
    }
}
