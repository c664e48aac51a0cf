package io.sightline.embedder;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.sightline.core.ModelId;
import io.sightline.models.embedding.EmbeddingEngine;
import io.sightline.models.embedding.FaceBatch;

/** Measures another engine: how long batches take, and how full they are. */
final class MeteredEngine implements EmbeddingEngine {
    private final EmbeddingEngine engine;
    private final Timer latency;
    private final DistributionSummary fill;
    private final double capacity;

    /** @param capacity images in a full batch */
    MeteredEngine(EmbeddingEngine engine, MeterRegistry metrics, ModelId model, int capacity) {
        this.engine = engine;
        this.capacity = capacity;
        this.latency = Timer.builder("sightline.embedder.inference")
                .description("Time an engine computes one batch")
                .tag("model", model.toString())
                .publishPercentileHistogram()
                .register(metrics);
        this.fill = DistributionSummary.builder("sightline.embedder.batch.fill")
                .description("Share of a full batch that an engine was given, 0 to 1")
                .tag("model", model.toString())
                .register(metrics);
    }

    @Override
    public float[][] infer(FaceBatch batch) {
        fill.record(batch.count() / capacity);
        return latency.record(() -> engine.infer(batch));
    }

    @Override
    public void close() {
        engine.close();
    }
}
