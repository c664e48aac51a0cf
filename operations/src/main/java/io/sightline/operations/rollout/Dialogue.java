package io.sightline.operations.rollout;

import io.sightline.operations.timetravel.Progress;

/** What a roll-out says to whoever started it, and asks. */
public interface Dialogue {
    void say(String line);

    /** @return whether to go on */
    boolean confirms(String question);

    /** Shows how far copying is. */
    Progress copying();
}
