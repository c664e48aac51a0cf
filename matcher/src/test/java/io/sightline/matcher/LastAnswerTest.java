package io.sightline.matcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import io.sightline.search.Neighbour;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LastAnswerTest {
    private static final String MODEL = Recorded.MODEL.id().toString();

    private final Gallery gallery = new Gallery();
    private final LastAnswer lastAnswer = new LastAnswer(gallery);

    private Gallery.Answer ask(Embedding face, String... ruledOut) {
        return lastAnswer.nearestPersons(MODEL, face, 2, Set.of(ruledOut));
    }

    private void enrol(int person) {
        String id = "person-" + person;
        gallery.put(new GalleryKey(id, "photo", MODEL).toString(), id, Recorded.person(person), person);
    }

    @Test
    void aQuestionThatWasJustAskedIsNotLookedUpAgain() {
        enrol(1);
        Gallery.Answer first = ask(Recorded.picture(1, 0.3, 1));

        assertThat(ask(Recorded.picture(1, 0.3, 1))).isSameAs(first);
    }

    @Test
    void anotherFaceOrAnotherPersonRuledOutIsAnotherQuestion() {
        enrol(1);
        enrol(2);
        ask(Recorded.person(1));

        assertThat(ask(Recorded.person(2)).nearest().get(0).personId()).isEqualTo("person-2");
        assertThat(ask(Recorded.person(2), "person-2").nearest())
                .extracting(Neighbour::personId)
                .containsExactly("person-1");
    }

    @Test
    void whatWasWrittenSinceIsInTheAnswer() {
        enrol(1);
        ask(Recorded.person(2));
        enrol(2);
        assertThat(ask(Recorded.person(2)).nearest().get(0).personId()).isEqualTo("person-2");

        gallery.remove(new GalleryKey("person-2", "photo", MODEL).toString(), 3);
        assertThat(ask(Recorded.person(2)).nearest().get(0).personId()).isEqualTo("person-1");

        gallery.advanceTo(9);
        assertThat(ask(Recorded.person(2)).galleryOffset()).isEqualTo(9);
    }
}
