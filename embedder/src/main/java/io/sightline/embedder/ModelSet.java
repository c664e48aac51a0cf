package io.sightline.embedder;

import io.sightline.core.ModelId;
import java.util.Map;

/**
 * What a batch finds: which models are wanted, which of them are in memory, and what is wrong with others. Immutable.
 */
record ModelSet(RollOut rollOut, Map<ModelId, EmbeddingModel> loaded, Map<ModelId, Failure> failed) {

    /** @param atNanos when it was tried last, by {@link System#nanoTime} */
    record Failure(String reason, long atNanos) {}

    ModelSet {
        loaded = Map.copyOf(loaded);
        failed = Map.copyOf(failed);
    }
}
