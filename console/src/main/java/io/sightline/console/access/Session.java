package io.sightline.console.access;

import io.sightline.console.api.SessionView.SignedIn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * Somebody who is signed in, in one browser.
 *
 * @param csrfToken what a page of this console sends with every change, and another page cannot know
 * @param usedAt when it was used last
 * @param isLocal whether it is a local user, and not one of a sign-in provider
 */
public record Session(SignedIn user, String csrfToken, Instant since, Instant usedAt, boolean isLocal) {

    /** Whether it is the token; takes the same time whatever is wrong with it. */
    public boolean isToken(String claimed) {
        return claimed != null
                && MessageDigest.isEqual(
                        claimed.getBytes(StandardCharsets.UTF_8), csrfToken.getBytes(StandardCharsets.UTF_8));
    }

    Session used(Instant now) {
        return new Session(user, csrfToken, since, now, isLocal);
    }

    @Override
    public String toString() {
        return "Session[user=" + user + "]"; // the token is a secret
    }
}
