package io.sightline.models.embedding;

/**
 * How a bundle's network is computed.
 *
 * @param threads for one batch on the CPU
 * @param maxBatch faces computed at once, at most
 * @param mirrored whether each face is averaged with its mirror image: a little more accurate, twice the work
 */
public record EmbeddingOptions(EngineKind engine, ComputeDevice device, int threads, int maxBatch, boolean mirrored) {
    private static final int MOST_THREADS = 256;
    private static final int LARGEST_BATCH = 1024;

    /** What holds when nothing is configured: ONNX Runtime on one thread. */
    public static final EmbeddingOptions DEFAULT =
            new EmbeddingOptions(EngineKind.ONNX, new ComputeDevice.Auto(), 1, 8, false);

    public EmbeddingOptions {
        if (engine == EngineKind.ONNX && device instanceof ComputeDevice.Gpu) {
            throw new IllegalArgumentException("device is '" + device
                    + "', but engine onnx computes on the CPU; expected auto or cpu," + " or engine: pytorch");
        }
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("threads is " + threads + ", expected 1 to " + MOST_THREADS);
        }
        if (maxBatch < 1 || maxBatch > LARGEST_BATCH) {
            throw new IllegalArgumentException("maxBatch is " + maxBatch + ", expected 1 to " + LARGEST_BATCH);
        }
    }

    /** How many images a full batch has: mirror images count. */
    public int imagesPerBatch() {
        return mirrored ? 2 * maxBatch : maxBatch;
    }
}
