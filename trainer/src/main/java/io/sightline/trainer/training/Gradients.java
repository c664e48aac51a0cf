package io.sightline.trainer.training;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * While it is open, PyTorch keeps what this thread's products need to be differentiated. DJL's own gradient collector is
 * one for the whole process; PyTorch itself keeps the mode by thread, and several may go backward at once.
 */
final class Gradients implements AutoCloseable {
    private final boolean before = JniUtils.isGradMode();

    Gradients() {
        JniUtils.setGradMode(true);
    }

    /** Adds a number's gradient to that of every weight that it was made with; it cannot be differentiated again. */
    void backward(NDArray number) {
        try (NDArray one = number.getManager().ones(number.getShape(), number.getDataType())) {
            JniUtils.backward((PtNDArray) number, (PtNDArray) one, false, false);
        }
    }

    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
