package io.sightline.operations.rollout;

import io.sightline.core.UserError;
import java.time.Instant;

/**
 * Who changes something about models, when and why.
 *
 * @param reason in the actor's words; may be empty
 */
public record Word(String actor, Instant at, String reason) {
    private static final int LONGEST = 500;

    public Word {
        if (actor == null || actor.isBlank()) {
            throw new UserError("Nobody is named who does it (--actor)");
        }
        reason = reason == null ? "" : reason.strip();
        if (reason.length() > LONGEST) {
            throw new UserError("The reason has " + reason.length() + " characters, expected " + LONGEST
                    + " at most; put the rest where it can be linked to");
        }
    }
}
