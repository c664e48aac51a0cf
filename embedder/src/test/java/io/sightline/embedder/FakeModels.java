package io.sightline.embedder;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.testkit.TestBundles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Models whose vectors, failures and closing a test says and sees. */
final class FakeModels {
    private final Path folder;
    private final Map<ModelId, ModelBundle> bundles = new HashMap<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    /** The faces of each batch that was computed. */
    final List<Integer> batches = new ArrayList<>();

    /** Loaded and not closed. */
    final Set<ModelId> open = new HashSet<>();

    /** All attempts to load, in order. */
    final List<ModelId> attempts = new ArrayList<>();

    /** Ids that cannot be loaded, and why. */
    final Map<ModelId, String> missing = new HashMap<>();

    FakeModels(Path folder) {
        this.folder = folder;
    }

    /** Makes a bundle; other seeds give other ids. */
    ModelId make(int seed) throws IOException {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("tiny-" + seed), seed);
        bundles.put(bundle.id(), bundle);
        return bundle.id();
    }

    /** A model each of whose vectors is this one. */
    EmbeddingModel load(ModelId id, float... vector) {
        return load(id, () -> vector);
    }

    /** @param vector asked once a face, also for those that are computed at opening */
    EmbeddingModel load(ModelId id, Supplier<float[]> vector) {
        open.add(id);
        var engine = new EmbeddingEngine() {
            @Override
            public float[][] infer(FaceBatch batch) {
                batches.add(batch.count());
                float[][] vectors = new float[batch.count()][];
                for (int i = 0; i < vectors.length; i++) {
                    vectors[i] = vector.get();
                }
                return vectors;
            }

            @Override
            public void close() {
                open.remove(id);
            }
        };
        var model = new EmbeddingModel(FaceEmbedder.over(bundles.get(id), engine, EmbeddingOptions.DEFAULT), metrics);
        batches.clear();
        return model;
    }

    /** As a loader does: a vector of ones, or what is {@link #missing}. */
    EmbeddingModel tryToLoad(ModelId id) {
        attempts.add(id);
        if (missing.containsKey(id)) {
            throw new UserError(missing.get(id));
        }
        return load(id, ones());
    }

    static float[] ones() {
        float[] vector = new float[TestBundles.TINY_DIMENSION];
        Arrays.fill(vector, 1);
        return vector;
    }
}
