package io.sightline.trainer.training;

import io.sightline.core.Embedding;
import io.sightline.models.CropPreprocessor;
import io.sightline.models.Manifest;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.Engines;
import io.sightline.models.embedding.FaceBatch;
import io.sightline.models.embedding.FaceEmbedder;

/**
 * Another bundle's network, whose vectors are learned from. It sees each face changed exactly as the student sees it: so
 * it says something new at every showing, and what it says is true of what the student sees (Beyer et al. 2022,
 * "Knowledge distillation: a good teacher is patient and consistent"). Thread-safe.
 */
final class Teacher implements AutoCloseable {
    private final ModelBundle bundle;
    private final CropPreprocessor preprocessor;
    private final EmbeddingEngine engine;

    /** @throws io.sightline.core.UserError if the bundle makes no vectors of faces, or cannot be computed */
    Teacher(ModelBundle bundle, EmbeddingOptions options) {
        FaceEmbedder.requireEmbedder(bundle);
        this.bundle = bundle;
        this.preprocessor = new CropPreprocessor(bundle.manifest());
        this.engine = Engines.open(bundle, options);
    }

    CropPreprocessor preprocessor() {
        return preprocessor;
    }

    int dimension() {
        return bundle.manifest().dimension();
    }

    FaceBatch newBatch(int capacity) {
        Manifest.Input input = bundle.manifest().input();
        return new FaceBatch(capacity, input.width(), input.height());
    }

    /** Unit vectors, by place in the batch. */
    synchronized float[][] vectors(FaceBatch faces) {
        float[][] rows = engine.infer(faces);
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Embedding.normalised(rows[i]).values();
        }
        return rows;
    }

    @Override
    public synchronized void close() {
        engine.close();
    }
}
