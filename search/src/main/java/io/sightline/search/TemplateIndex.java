package io.sightline.search;

import io.sightline.core.Embedding;

/**
 * The templates of one model, in memory, to be asked and changed.
 *
 * <p>Thread-safe: any number of readers, one writer at a time, and neither waits for the other. A question is answered
 * from the templates as they were when it was asked: with every write that was finished before, and none in part. All
 * vectors have one dimension and come from one model, which the owner of the index sees to.
 */
public interface TemplateIndex extends TemplateView {

    /**
     * Adds a template, or replaces the one with this key.
     *
     * @throws IllegalArgumentException if the vector has another dimension than the index, or the key or the person's
     *     id is no well-formed Unicode
     */
    void put(String templateKey, String personId, Embedding vector);

    /** Forgets a template; nothing happens if there is none with this key. */
    void remove(String templateKey);

    /**
     * The templates as they are now, unchanged by later writes. Costs nothing; holds on to what is removed later for as
     * long as it is referenced itself.
     */
    TemplateView snapshot();
}
