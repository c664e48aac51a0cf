package io.sightline.trainer.training;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import io.sightline.core.UserError;
import io.sightline.models.embedding.PyTorchLibraries;

/**
 * Where a run is computed; a run may go on on another machine.
 *
 * @param threads of PyTorch on the CPU; holds for the whole process
 * @param loaders threads that make batches beside it
 */
public record Machine(TrainingDevices devices, Precision precision, int threads, int loaders) {

    /** What numbers are computed in. */
    public enum Precision {
        FP32,
        BF16,
        FP16
    }

    /** @throws UserError if the precision does not really run */
    public Machine {
        if (precision != Precision.FP32) {
            throw new UserError("precision is " + precision.name().toLowerCase(java.util.Locale.ROOT)
                    + ", which does not run here: on the CPU the native libraries end the process at the first product"
                    + " of matrices in bfloat16, and DJL offers no autocast for a GPU either. Take fp32");
        }
        if (threads < 1 || threads > 1024 || loaders < 1 || loaders > 256) {
            throw new IllegalArgumentException(
                    "threads: 1 to 1024, got " + threads + "; loaders: 1 to 256, got " + loaders);
        }
    }

    /** All cores of this machine. */
    public static Machine here() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new Machine(TrainingDevices.AUTO, Precision.FP32, cores, Math.max(1, cores / 2));
    }

    /** @throws UserError if PyTorch is not on the class path */
    Engine engine() {
        Engine engine = PyTorchLibraries.load();
        JniUtils.setNumThreads(threads);
        return engine;
    }

    /**
     * Before anything is made for a run that could not begin.
     *
     * @throws UserError if PyTorch is not on the class path, or does not see one of the devices
     */
    public Machine requireDevices() {
        devices.of(engine());
        return this;
    }
}
