package io.sightline.trainer.testkit;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.sightline.models.embedding.PyTorchLibraries;

/** PyTorch on the CPU, for tests. */
public final class Tensors {
    private Tensors() {}

    public static NDManager manager() {
        return PyTorchLibraries.load().newBaseManager(Device.cpu());
    }

    public static GradientCollector gradients() {
        return PyTorchLibraries.load().newGradientCollector();
    }
}
