package io.sightline.matcher;

import io.sightline.core.Embedding;
import java.util.Set;

/**
 * A gallery that is asked the same by several, one right after the other: it looks up the answer once. What is written
 * to the gallery makes the answer void. One thread asks; others may write to the gallery.
 */
final class LastAnswer implements NearestPersons {
    private final Gallery gallery;
    private Question question;
    private Gallery.Answer answer;

    private record Question(long galleryWrites, String modelId, Embedding face, int count, Set<String> ruledOut) {
        boolean isSameAs(Question other) {
            return galleryWrites == other.galleryWrites
                    && count == other.count
                    && modelId.equals(other.modelId)
                    && face.dimension() == other.face.dimension()
                    && face.distanceTo(other.face) == 0
                    && ruledOut.equals(other.ruledOut);
        }
    }

    LastAnswer(Gallery gallery) {
        this.gallery = gallery;
    }

    @Override
    public Gallery.Answer nearestPersons(String modelId, Embedding face, int count, Set<String> ruledOut) {
        // Writes are read first: what is written meanwhile makes the answer look older than it is, never newer.
        var asked = new Question(gallery.writes(), modelId, face, count, Set.copyOf(ruledOut));
        if (question == null || !asked.isSameAs(question)) {
            answer = gallery.nearestPersons(modelId, face, count, asked.ruledOut);
            question = asked;
        }
        return answer;
    }
}
