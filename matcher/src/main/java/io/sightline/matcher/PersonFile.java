package io.sightline.matcher;

import io.sightline.matcher.state.PersonFileState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which templates a person has in the gallery, and whether they were forgotten. Immutable.
 *
 * @param isErased once true, for ever: an enrolment that arrives after the erasure is refused
 * @param templateKeys keys in topic gallery, in order of enrolment
 */
record PersonFile(boolean isErased, Set<String> templateKeys) {
    static final PersonFile EMPTY = new PersonFile(false, Set.of());

    PersonFile with(String templateKey) {
        Set<String> keys = new LinkedHashSet<>(templateKeys);
        keys.add(templateKey);
        return new PersonFile(isErased, keys);
    }

    PersonFile erased() {
        return new PersonFile(true, Set.of());
    }

    /** @param state null for a person of whom nothing is known */
    static PersonFile of(PersonFileState state) {
        return state == null ? EMPTY : new PersonFile(state.getErased(), new LinkedHashSet<>(state.getTemplateKeys()));
    }

    PersonFileState toState() {
        return new PersonFileState(isErased, List.copyOf(templateKeys));
    }
}
