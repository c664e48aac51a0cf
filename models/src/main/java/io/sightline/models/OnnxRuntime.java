package io.sightline.models;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import io.sightline.core.UserError;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens ONNX Runtime as every stage here wants it: few threads that do not spin, denormals as zero, nothing reported.
 *
 * <p>Since 1.29 the runtime reports to its makers on Linux too, who called it with what command line included
 * (onnxruntime pull request 27379). Only an environment variable stops that entirely, and a process cannot set its own:
 * whoever starts the process does. What can be done from here is done here.
 *
 * <p>The library is an optional dependency of this module: whoever calls this declares it.
 */
public final class OnnxRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxRuntime.class);
    private static final String OPT_OUT = "ORT_DISABLE_TELEMETRY";

    /**
     * The report is cleaned by a recursive regular expression: a command line of some thousand characters, as class
     * paths have, overflows an ordinary stack, which ends the JVM without a word. Only touched pages take memory.
     */
    private static final long STACK_BYTES = 256L << 20;

    private static final AtomicBoolean KEPT = new AtomicBoolean();

    private OnnxRuntime() {}

    /** How a session plans its memory. */
    public enum Shapes {
        /** Batches of few sizes: a plan for each is kept. */
        FEW,
        /** Each input has another shape, and a plan for each would be kept for ever. */
        MANY
    }

    /** The process's environment; every call gives the same. */
    public static OrtEnvironment environment() {
        CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
        new Thread(
                        null,
                        () -> made.completeAsync(OnnxRuntime::environmentThatOutlivesItsHook, Runnable::run),
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
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not take a setting that it documents", e);
        } finally {
            if (System.getenv(OPT_OUT) == null) {
                LOG.atWarn()
                        .addKeyValue("variable", OPT_OUT)
                        .log("ONNX Runtime may report to its makers; set the variable to 1 before the start");
            }
        }
    }

    private static OrtEnvironment environmentThatOutlivesItsHook() {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        if (!KEPT.getAndSet(true)) {
            keepNatively();
        }
        return environment;
    }

    /**
     * The binding closes the native environment in a shutdown hook, which runs beside those that still stop the stages:
     * a session that opens or runs then ends the JVM with SIGSEGV. The environment is counted natively, so one more
     * reference, which nobody gives back, keeps it until the process is gone. The binding has no public way to take it.
     */
    private static void keepNatively() {
        try {
            Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
            api.setAccessible(true);
            Method reference =
                    OrtEnvironment.class.getDeclaredMethod("createHandle", long.class, int.class, String.class);
            reference.setAccessible(true);
            reference.invoke(null, api.getLong(null), OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING.getValue(), "kept");
        } catch (ReflectiveOperationException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.toString())
                    .log("ONNX Runtime's binding has changed; stopping while a model works may end in a crash");
        }
    }

    /**
     * A session on the CPU; the caller closes it. Running it is thread-safe.
     *
     * @param threads within one operation
     * @throws UserError naming the file, if the runtime cannot read it
     */
    public static OrtSession open(OrtEnvironment environment, Path model, int threads, Shapes shapes) {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
            // Idle threads that spin take the processor from the other stages of the machine.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            // Weights near zero make some networks ten times slower otherwise (findings, ONNX Runtime hint).
            options.addConfigEntry("session.set_denormal_as_zero", "1");
            options.setMemoryPatternOptimization(shapes == Shapes.FEW);
            return environment.createSession(model.toString(), options);
        } catch (OrtException e) {
            throw new UserError("ONNX Runtime cannot read " + model + ": " + e.getMessage(), e);
        }
    }
}
