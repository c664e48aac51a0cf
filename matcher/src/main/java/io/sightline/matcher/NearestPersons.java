package io.sightline.matcher;

import io.sightline.core.Embedding;
import java.util.Set;

/** Whoever can say which enrolled people are near a face. */
interface NearestPersons {
    /**
     * The nearest {@code count} persons among the templates of one model, each by their nearest template.
     *
     * @param ruledOut personIds of whom it is known that it is not them
     */
    Gallery.Answer nearestPersons(String modelId, Embedding face, int count, Set<String> ruledOut);
}
