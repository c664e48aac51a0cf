package io.sightline.console.models;

import io.sightline.console.api.Disagreement.Right;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import java.util.Optional;

/** Which of two models a person's word about a sighting proves right. */
final class Verdict {
    private Verdict() {}

    /**
     * By person: who was named rightly. That it is not whom one of them names says nothing for the other if that one names
     * somebody, too.
     *
     * @param active whom the active model names; empty if nobody; likewise candidate
     * @return empty if the word does not tell
     */
    static Optional<Right> of(Label word, Optional<String> active, Optional<String> candidate) {
        Optional<String> person = Optional.ofNullable(word.getPersonId());
        if (person.isEmpty()) {
            return Optional.empty(); // not this stranger: neither names one
        }
        if (word.getKind() == LabelKind.IS || word.getKind() == LabelKind.NAMED) {
            return Optional.of(
                    person.equals(active) ? Right.ACTIVE : person.equals(candidate) ? Right.CANDIDATE : Right.NEITHER);
        }
        if (word.getKind() != LabelKind.IS_NOT) {
            return Optional.empty();
        }
        if (person.equals(active)) {
            return candidate.isEmpty() ? Optional.of(Right.CANDIDATE) : Optional.empty();
        }
        if (person.equals(candidate)) {
            return active.isEmpty() ? Optional.of(Right.ACTIVE) : Optional.empty();
        }
        return Optional.empty();
    }
}
