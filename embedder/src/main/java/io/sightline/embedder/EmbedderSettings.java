package io.sightline.embedder;

import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import io.sightline.models.embedding.ComputeDevice;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.EngineKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

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
                boolean mirrored,
        @Setting(
                        doc =
                                "Folders of model bundles, where models that are rolled out are looked for by id; by default"
                                        + " the one that holds the configured bundle")
                List<Path> models,
        @Setting(
                        byDefault = "3",
                        doc = "Models in memory at once, at most: who decides, who did before, and shadows, which are"
                                + " left out first")
                int maxModels) {

    private static final int MOST_MODELS = 16;

    public EmbedderSettings {
        new EmbeddingOptions(engine, ComputeDevice.parse(device), threads, maxBatch, mirrored);
        if (maxWait.isNegative() || maxWait.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException("maxWait is " + maxWait.toMillis() + "ms, expected 0ms to 1s");
        }
        if (maxModels < 1 || maxModels > MOST_MODELS) {
            throw new IllegalArgumentException("maxModels is " + maxModels + ", expected 1 to " + MOST_MODELS);
        }
        models = List.copyOf(models);
    }

    /** What holds when nothing is configured: ONNX Runtime on one thread. */
    public static EmbedderSettings defaults() {
        return ConfigLoader.defaults(EmbedderSettings.class);
    }

    /** The same, but with these folders of model bundles. */
    public EmbedderSettings withModels(List<Path> folders) {
        return new EmbedderSettings(engine, device, threads, maxBatch, maxWait, mirrored, folders, maxModels);
    }

    EmbeddingOptions options() {
        return new EmbeddingOptions(engine, ComputeDevice.parse(device), threads, maxBatch, mirrored);
    }
}
