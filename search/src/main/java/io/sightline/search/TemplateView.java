package io.sightline.search;

import io.sightline.core.Embedding;
import java.util.List;

/**
 * Templates of one model, to be asked who is near a face. Thread-safe.
 *
 * <p>Answers are exact. What is equally near is ordered by template key, so that the same templates give the same
 * answer, whatever the order of writing.
 */
public interface TemplateView {

    /** How many templates there are. */
    int size();

    /**
     * The nearest templates in ascending distance; all of them if there are fewer than {@code k}.
     *
     * @throws IllegalArgumentException if the query has another dimension than the index, or {@code k} is below 1
     */
    default List<Neighbour> topK(Embedding query, int k) {
        return topK(List.of(query), k).get(0);
    }

    /**
     * The nearest template of each of the {@code k} nearest persons, in ascending distance; fewer if there are fewer
     * persons. However many templates the nearest person has, the second answer is another person: that is what a
     * margin is measured to.
     *
     * @throws IllegalArgumentException if the query has another dimension than the index, or {@code k} is below 1
     */
    default List<Neighbour> nearestPersons(Embedding query, int k) {
        return nearestPersons(List.of(query), k).get(0);
    }

    /**
     * As {@link #topK(Embedding, int)} for each query, all of them against the same templates. Several queries together
     * read the templates from memory once, which is what a machine with slow memory or many readers is short of.
     */
    List<List<Neighbour>> topK(List<Embedding> queries, int k);

    /** As {@link #nearestPersons(Embedding, int)} for each query, all of them against the same templates. */
    List<List<Neighbour>> nearestPersons(List<Embedding> queries, int k);
}
