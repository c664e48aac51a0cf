package io.sightline.console.api;

import java.util.Optional;

/**
 * Whom a face or a sighting belongs to, as far as it is known now.
 *
 * @param personId set for PERSON
 * @param name of the person now; set for PERSON, the id if nobody knows it any more
 * @param anonymousId set for STRANGER: the same wherever they are seen
 */
public record Who(Kind kind, Optional<String> personId, Optional<String> name, Optional<String> anonymousId) {

    /** What is known. */
    public enum Kind {
        /** Somebody who is enrolled. */
        PERSON,
        /** Nobody who is enrolled, but somebody who can be told from others. */
        STRANGER,
        /** Nothing can be said yet. */
        UNKNOWN
    }

    public static Who unknown() {
        return new Who(Kind.UNKNOWN, Optional.empty(), Optional.empty(), Optional.empty());
    }

    public static Who person(String personId, String name) {
        return new Who(Kind.PERSON, Optional.of(personId), Optional.of(name), Optional.empty());
    }

    public static Who stranger(String anonymousId) {
        return new Who(Kind.STRANGER, Optional.empty(), Optional.empty(), Optional.of(anonymousId));
    }
}
