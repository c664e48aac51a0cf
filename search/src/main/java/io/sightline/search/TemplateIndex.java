package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.List;

/**
 * The templates of one model, in memory, to be asked who is near a face.
 *
 * <p>Thread-safe: any number of readers, one writer at a time; a reader sees every write that was finished before it
 * asked, and none in part. All vectors have one dimension and come from one model, which the owner of the index sees
 * to. What is equally near is ordered by template key, so that the same templates give the same answer, whatever the
 * order of writing.
 */
public interface TemplateIndex {

    /**
     * Adds a template, or replaces the one with this key.
     *
     * @throws IllegalArgumentException if the vector has another dimension than the index
     */
    void put(String templateKey, String personId, Embedding vector);

    /** Forgets a template; nothing happens if there is none with this key. */
    void remove(String templateKey);

    /** How many templates there are. */
    int size();

    /**
     * The nearest templates, exactly, in ascending distance; all of them if there are fewer than {@code k}.
     *
     * @throws IllegalArgumentException if the query has another dimension than the index, or {@code k} is below 1
     */
    List<Neighbour> topK(Embedding query, int k);

    /**
     * The nearest template of each of the {@code k} nearest persons, exactly, in ascending distance; fewer if there are
     * fewer persons. However many templates the nearest person has, the second answer is another person: that is what
     * a margin is measured to.
     *
     * @throws IllegalArgumentException if the query has another dimension than the index, or {@code k} is below 1
     */
    List<Neighbour> nearestPersons(Embedding query, int k);
}
