package io.sightline.embedder;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ONNX Runtime's environment, of which a process has one.
 *
 * <p>Since 1.29 it reports to its makers on Linux too, who called it with what command line included (onnxruntime pull
 * request 27379). Only an environment variable stops that entirely, and a process cannot set its own: whoever starts
 * the process does. What can be done from here is done here.
 */
final class OnnxEnvironment {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEnvironment.class);
    private static final String OPT_OUT = "ORT_DISABLE_TELEMETRY";

    /**
     * The report is cleaned by a recursive regular expression: a command line of some thousand characters, as class
     * paths have, overflows an ordinary stack, which ends the JVM without a word. Only touched pages take memory.
     */
    private static final long STACK_BYTES = 256L << 20;

    private OnnxEnvironment() {}

    static OrtEnvironment get() throws OrtException {
        CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
        new Thread(
                        null,
                        () -> made.completeAsync(OrtEnvironment::getEnvironment, Runnable::run),
                        "onnx-start",
                        STACK_BYTES)
                .start();
        try {
            OrtEnvironment environment = made.join();
            environment.setTelemetry(false);
            return environment;
        } catch (CompletionException e) {
            if (e.getCause() instanceof LinkageError notThere) {
                throw notThere;
            }
            throw e;
        } finally {
            if (System.getenv(OPT_OUT) == null) {
                LOG.atWarn()
                        .addKeyValue("variable", OPT_OUT)
                        .log("ONNX Runtime may report to its makers; set the variable to 1 before the start");
            }
        }
    }
}
