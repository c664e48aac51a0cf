package io.sightline.console.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/**
 * The link by which the first admin is made: whoever sees the terminal, or the log, of the first start. Good once; another
 * start makes another. Thread-safe.
 */
public final class FirstAdminLink {
    private static final int BYTES = 24;

    private String token;
    private String taken;

    /** What goes after {@code /first?token=}; empty once it was used. */
    public synchronized Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Makes one, if there is none. */
    public synchronized String make() {
        if (token == null) {
            byte[] bytes = new byte[BYTES];
            new SecureRandom().nextBytes(bytes);
            token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }
        return token;
    }

    synchronized boolean isToken(String claimed) {
        return token != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.UTF_8), claimed.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether it is the token, and nobody else has taken it: of several at once one gets it. */
    synchronized boolean take(String claimed) {
        if (!isToken(claimed)) {
            return false;
        }
        taken = token;
        token = null;
        return true;
    }

    /** Whoever took it could not be made an admin. */
    synchronized void giveBack() {
        token = taken;
    }
}
