package io.sightline.embedder;

import io.sightline.core.ModelId;
import java.util.Map;

/**
 * What a batch finds: which models are wanted, which of them are in memory, and what is wrong with others. Immutable.
 */
record ModelSet(RollOut rollOut, Map<ModelId, EmbeddingModel> loaded, Map<ModelId, Failure> failed) {

    /**
     * Why a model is not in memory.
     *
     * @param atNanos when it was tried last, by {@link System#nanoTime}
     * @param asDecider whether it was known then that crops are decided by it, which goes before shadows and copies
     */
    record Failure(String reason, long atNanos, boolean asDecider) {}

    ModelSet {
        loaded = Map.copyOf(loaded);
        failed = Map.copyOf(failed);
    }
}
