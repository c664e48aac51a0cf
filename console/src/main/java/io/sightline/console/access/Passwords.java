package io.sightline.console.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.sightline.core.UserError;

/** Passwords as bcrypt digests (Provos, Mazieres: A future-adaptable password scheme, 1999). Thread-safe. */
final class Passwords {
    static final int SHORTEST = 10;
    static final int LONGEST = 200;

    private static final BCrypt.Version VERSION = BCrypt.Version.VERSION_2A;
    /** Of somebody whom there is not: to refuse them takes as long. */
    private final String nobodys;

    private final int cost;

    /** @param cost the binary logarithm of its rounds; 12 takes about a quarter of a second */
    Passwords(int cost) {
        this.cost = cost;
        this.nobodys = digest("nobody has this password");
    }

    /** @throws UserError if it is too short or too long */
    static void require(String password) {
        if (password.length() < SHORTEST || password.length() > LONGEST) {
            throw new UserError(
                    "A password has " + SHORTEST + " to " + LONGEST + " characters; this one has " + password.length());
        }
    }

    String digest(String password) {
        // bcrypt itself looks at 72 bytes; longer ones are digested first.
        return BCrypt.with(VERSION, new java.security.SecureRandom(), LongPasswordStrategies.hashSha512(VERSION))
                .hashToString(cost, password.toCharArray());
    }

    boolean isRight(String password, String digest) {
        return BCrypt.verifyer(VERSION, LongPasswordStrategies.hashSha512(VERSION))
                .verify(password.toCharArray(), digest)
                .verified;
    }

    /** Takes the time of {@link #isRight}. */
    void refuse(String password) {
        var unused = isRight(password, nobodys);
    }
}
