package io.sightline.console.access;

import io.sightline.console.api.SessionView.SignedIn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Who is signed in. In memory: a restart signs everybody out, and a stolen disk holds no session. Keys are kept as digests.
 *
 * <p>Thread-safe.
 */
public final class Sessions {
    /** Unused for so long, it ends. */
    static final Duration IDLE = Duration.ofHours(12);
    /** It ends in any case. */
    static final Duration LONGEST = Duration.ofDays(7);

    private static final int MOST = 5_000;
    private static final int KEY_BYTES = 32;

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Session> byDigest = new HashMap<>();

    public Sessions(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A session that has begun.
     *
     * @param key for the browser alone
     */
    public record Begun(String key, Session session) {
        @Override
        public String toString() {
            return "Begun[" + session + "]"; // the key is a secret
        }
    }

    /** @param isLocal whether it is a local user, and not one of a sign-in provider */
    public synchronized Begun begin(SignedIn user, boolean isLocal) {
        Instant now = clock.instant();
        byDigest.values().removeIf(s -> isOver(s, now));
        if (byDigest.size() >= MOST) {
            byDigest.entrySet().stream()
                    .min(Comparator.comparing(e -> e.getValue().usedAt()))
                    .ifPresent(oldest -> byDigest.remove(oldest.getKey()));
        }
        String key = secret();
        var session = new Session(user, secret(), now, now, isLocal);
        byDigest.put(digest(key), session);
        return new Begun(key, session);
    }

    /** The session of that key, if there is one still. */
    public synchronized Optional<Session> find(String key) {
        String digest = digest(key);
        Session session = byDigest.get(digest);
        Instant now = clock.instant();
        if (session == null || isOver(session, now)) {
            byDigest.remove(digest);
            return Optional.empty();
        }
        Session used = session.used(now);
        byDigest.put(digest, used);
        return Optional.of(used);
    }

    public synchronized void end(String key) {
        byDigest.remove(digest(key));
    }

    /** Signs a local user out everywhere, as when they have another role, another password, or none. */
    public synchronized void endAllOf(String user) {
        byDigest.values().removeIf(s -> s.isLocal() && s.user().name().equals(user));
    }

    private static boolean isOver(Session session, Instant now) {
        return session.usedAt().plus(IDLE).isBefore(now)
                || session.since().plus(LONGEST).isBefore(now);
    }

    private String secret() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest(String key) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
