package io.sightline.matcher;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Who somebody is: an enrolled person by their personId, or a stranger by a key.
 *
 * @param key a personId, or {@code anon-} and twelve hexadecimal digits; never mistaken for one another, since nobody is
 *     enrolled under an id that begins like a stranger's key
 */
record Identity(String key) {
    static final String STRANGER_PREFIX = "anon-";
    private static final int HASH_BYTES = 6;

    /** @param key null for nobody */
    static Identity orNull(String key) {
        return key == null ? null : new Identity(key);
    }

    /** The key of a stranger: the same on every replay, because the track's id is. */
    static Identity ofStrangerFirstSeenIn(String trackId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(trackId.getBytes(StandardCharsets.UTF_8));
            return new Identity(STRANGER_PREFIX + HexFormat.of().formatHex(hash, 0, HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    boolean isStranger() {
        return key.startsWith(STRANGER_PREFIX);
    }

    /** Null for a stranger. */
    String personId() {
        return isStranger() ? null : key;
    }

    /** Null for somebody enrolled. */
    String anonymousId() {
        return isStranger() ? key : null;
    }
}
