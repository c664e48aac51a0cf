package io.sightline.embedder;

import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import java.time.Duration;

/** How faces become vectors. */
public record EmbedderSettings(
        @Setting(byDefault = "onnx", doc = "Runtime: onnx (CPU) or pytorch (GPU or CPU)") EngineKind engine,
        @Setting(byDefault = "auto", doc = "Where pytorch computes: auto, cpu or gpu:0; onnx takes auto or cpu")
                String device,
        @Setting(byDefault = "1", doc = "Threads for one face or batch on the CPU; 1 is best on a shared machine")
                int threads,
        @Setting(byDefault = "8", doc = "Faces computed at once, at most; more pays on a GPU only") int maxBatch,
        @Setting(byDefault = "0ms", doc = "How long to wait for a batch to fill; worth it on a GPU only, at most 1s")
                Duration maxWait,
        @Setting(
                        byDefault = "false",
                        doc = "Average each face with its mirror image: a little more accurate, twice the work")
                boolean mirrored) {

    private static final int MOST_THREADS = 256;
    private static final int LARGEST_BATCH = 1024;

    public EmbedderSettings {
        ComputeDevice computes = ComputeDevice.parse(device);
        if (engine == EngineKind.ONNX && computes instanceof ComputeDevice.Gpu) {
            throw new IllegalArgumentException("device is '" + device
                    + "', but engine onnx computes on the CPU; expected auto or cpu," + " or engine: pytorch");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("threads is " + threads + ", expected 1 to " + MOST_THREADS);
        }
        if (maxBatch < 1 || maxBatch > LARGEST_BATCH) {
            throw new IllegalArgumentException("maxBatch is " + maxBatch + ", expected 1 to " + LARGEST_BATCH);
        }
        if (maxWait.isNegative() || maxWait.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("maxWait is " + maxWait.toMillis() + "ms, expected 0ms to 1s");
        }
    }

    /** What holds when nothing is configured: ONNX Runtime on one thread. */
    public static EmbedderSettings defaults() {
        return ConfigLoader.defaults(EmbedderSettings.class);
    }

    ComputeDevice computeDevice() {
        return ComputeDevice.parse(device);
    }
}
