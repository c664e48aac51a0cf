package io.sightline.search;

import io.sightline.core.Embedding;

/**
 * Where an index that keeps no exact vectors reads those of the few templates that its scan nominates: the store that
 * keeps them anyway. Called from every thread that asks the index.
 *
 * <p>A vector is in the source before it is put into the index, and leaves the index before it leaves the source; and it
 * is the one that was put, bit by bit: the index nominates by what it was given.
 */
@FunctionalInterface
public interface VectorSource {

    /** The template's vector, or null if it is gone: then it counts as removed from the index. */
    Embedding vector(String templateKey);
}
