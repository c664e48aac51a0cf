package io.sightline.vision;

import ai.onnxruntime.OrtEnvironment;
import java.util.concurrent.CompletableFuture;

/** ONNX Runtime's environment, of which a process has one. */
final class OnnxEnvironment {
    private static final long STACK_BYTES = 256L << 20;

    private OnnxEnvironment() {}

    /**
     * Made on a thread with a large stack: ONNX Runtime 1.29 searches the process's command line by a recursive regular
     * expression, and a class path of some thousand characters overflows an ordinary stack, which ends the JVM without a
     * word. Only touched pages of the stack take memory.
     */
    static OrtEnvironment get() {
        CompletableFuture<OrtEnvironment> environment = new CompletableFuture<>();
        Thread maker = new Thread(null, () -> make(environment), "onnx-environment", STACK_BYTES);
        maker.start();
        return environment.join();
    }

    private static void make(CompletableFuture<OrtEnvironment> environment) {
        try {
            environment.complete(OrtEnvironment.getEnvironment());
        } catch (RuntimeException | LinkageError e) {
            environment.completeExceptionally(e);
        }
    }
}
