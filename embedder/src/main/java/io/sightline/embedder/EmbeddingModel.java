package io.sightline.embedder;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.ModelId;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.embedding.FaceEmbedder.Outcome;
import io.sightline.models.embedding.FaceImage;
import io.sightline.schemas.avro.Purpose;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** A model in memory. Owns the embedder. */
final class EmbeddingModel implements AutoCloseable {
    private final FaceEmbedder embedder;
    private final String name;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<Purpose, Counter> embedded = new EnumMap<>(Purpose.class);

    EmbeddingModel(FaceEmbedder embedder, MeterRegistry metrics) {
        this.embedder = embedder;
        this.name = embedder.modelId().toString();
        for (Purpose purpose : Purpose.values()) {
            embedded.put(
                    purpose,
                    Counter.builder("sightline.embedder.faces")
                            .description("Faces that were embedded")
                            .tag("model", name)
                            .tag("purpose", purpose.name())
                            .register(metrics));
        }
    }

    ModelId id() {
        return embedder.modelId();
    }

    /** What became of each face, in order. */
    List<Outcome> outcomes(List<FaceImage> faces) {
        return embedder.outcomes(faces);
    }

    void count(Purpose purpose) {
        embedded.get(purpose).increment();
    }

    /** The id as records carry it. */
    @Override
    public String toString() {
        return name;
    }

    /** May be called twice. */
    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            embedder.close();
        }
    }
}
