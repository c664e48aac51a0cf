package io.sightline.models.embedding;

/** Which runtime computes the vectors; they agree to 1e-4. */
public enum EngineKind {
    /** ONNX Runtime, on the CPU. */
    ONNX,
    /** TorchScript on DJL's PyTorch, on a GPU or the CPU. */
    PYTORCH
}
