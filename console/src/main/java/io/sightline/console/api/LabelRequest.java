package io.sightline.console.api;

import java.util.Optional;

/**
 * A word about a sighting.
 *
 * @param eventId that the sighting shows
 * @param personId for IS, somebody who is enrolled
 * @param name for IS, instead of personId: somebody new; for this a stranger's key is given a name, and their past with it
 */
public record LabelRequest(String eventId, Kind kind, Optional<String> personId, Optional<String> name) {

    /** What is said. */
    public enum Kind {
        /** It is whom the sighting says. */
        RIGHT,
        /** It is not. */
        NOT,
        /** It is this person. */
        IS
    }
}
