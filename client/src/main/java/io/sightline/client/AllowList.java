package io.sightline.client;

import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.util.Collection;
import java.util.Set;

/**
 * Whom a door opens for. Only an IDENTIFIED says that somebody enrolled was recognised just now; an APPEARED has only
 * seen a face, an UPDATED adds to what was said before, and a correction is about the past.
 *
 * <p>A face alone opens no door that matters: there is no liveness check, and a photo passes.
 *
 * @param personIds keys of enrolled people, never names and never {@code anon-} keys
 */
public record AllowList(Set<String> personIds) {
    public AllowList {
        personIds = Set.copyOf(personIds);
    }

    public static AllowList of(Collection<String> personIds) {
        return new AllowList(Set.copyOf(personIds));
    }

    /** What a door does. */
    public enum Answer {
        OPEN,
        /** Nobody was identified: another kind of event, or one without a person. */
        NOT_IDENTIFIED,
        /** Somebody was, who is not on the list. */
        NOT_ALLOWED
    }

    /** Somebody enrolled was recognised. */
    public static boolean isIdentified(IdentityEvent event) {
        return event.getKind() == EventKind.IDENTIFIED && event.getPersonId() != null;
    }

    /** @param event as {@link EventHandler#onEvent} got it: whether it is fresh is not asked again */
    public Answer answer(IdentityEvent event) {
        if (!isIdentified(event)) {
            return Answer.NOT_IDENTIFIED;
        }
        return personIds.contains(event.getPersonId()) ? Answer.OPEN : Answer.NOT_ALLOWED;
    }
}
