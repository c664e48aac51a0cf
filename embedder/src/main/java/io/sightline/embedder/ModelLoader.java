package io.sightline.embedder;

import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.ModelId;
import io.sightline.models.ModelBundle;
import io.sightline.models.ModelStore;
import io.sightline.models.embedding.Engines;
import io.sightline.models.embedding.FaceEmbedder;

/** Brings models into memory: the settings' one, wherever it lies, and those of the store. */
final class ModelLoader {
    private final ModelBundle configured;
    private final ModelStore store;
    private final EmbedderSettings settings;
    private final MeterRegistry metrics;

    ModelLoader(ModelBundle configured, ModelStore store, EmbedderSettings settings, MeterRegistry metrics) {
        this.configured = configured;
        this.store = store;
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * Loads it and computes once; the caller closes it.
     *
     * @throws io.sightline.core.UserError if there is no such model, or it cannot be used
     */
    EmbeddingModel load(ModelId id) {
        ModelBundle bundle = configured.id().equals(id) ? configured : store.require(id);
        FaceEmbedder.requireEmbedder(bundle);
        var engine = new MeteredEngine(
                Engines.open(bundle, settings.options()),
                metrics,
                id,
                settings.options().imagesPerBatch());
        return new EmbeddingModel(FaceEmbedder.over(bundle, engine, settings.options()), metrics);
    }
}
