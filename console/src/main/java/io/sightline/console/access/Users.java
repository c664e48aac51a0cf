package io.sightline.console.access;

import io.sightline.console.api.Role;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.api.UserView;
import io.sightline.console.http.Problem;
import io.sightline.console.kafka.Stores;
import io.sightline.core.UserError;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ConsoleRole;
import io.sightline.schemas.avro.ConsoleUser;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Local users, as topic {@code console-users} has them. Thread-safe. */
public final class Users {
    static final int LONGEST_NAME = 63;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@-]{0,62}");

    private final Stores stores;
    private final InstantSource clock;
    private final Passwords passwords;
    private final Sessions sessions;
    private final Map<String, ConsoleUser> byName = new TreeMap<>();

    /** @param bcryptCost the binary logarithm of bcrypt's rounds */
    public Users(Stores stores, InstantSource clock, Sessions sessions, int bcryptCost) {
        this.stores = stores;
        this.clock = clock;
        this.sessions = sessions;
        this.passwords = new Passwords(bcryptCost);
    }

    /** Takes in a record of the topic. Who has another role or password, or is gone, is signed out everywhere. */
    public void learn(Entry<ConsoleUser> entry) {
        ConsoleUser before;
        synchronized (this) {
            before = entry.value() == null ? byName.remove(entry.key()) : byName.put(entry.key(), entry.value());
        }
        boolean isSame = before != null
                && entry.value() != null
                && before.getRole() == entry.value().getRole()
                && before.getPasswordDigest().equals(entry.value().getPasswordDigest());
        if (before != null && !isSame) {
            sessions.endAllOf(entry.key());
        }
    }

    public synchronized boolean isAnybody() {
        return !byName.isEmpty();
    }

    synchronized boolean has(String name) {
        return byName.containsKey(name);
    }

    public synchronized List<UserView> all() {
        return byName.values().stream().map(Users::view).toList();
    }

    /** Who it is, if the password is theirs; takes as long if there is nobody of that name. */
    Optional<SignedIn> check(String name, String password) {
        ConsoleUser user;
        synchronized (this) {
            user = byName.get(name);
        }
        if (user == null || password.length() > Passwords.LONGEST) {
            passwords.refuse(password.substring(0, Math.min(password.length(), Passwords.LONGEST)));
            return Optional.empty();
        }
        return passwords.isRight(password, user.getPasswordDigest())
                ? role(user).map(r -> new SignedIn(user.getName(), r))
                : Optional.empty();
    }

    /**
     * Makes a user.
     *
     * @throws UserError if the name or the password cannot be used
     * @throws Problem if there is somebody of that name
     */
    UserView add(String name, Role role, String password) {
        requireUsable(name, password);
        Instant now = clock.instant();
        var user = new ConsoleUser(name, ConsoleRole.valueOf(role.name()), passwords.digest(password), now, now);
        synchronized (this) {
            if (byName.containsKey(name)) {
                throw Problem.conflict("There is a user " + name + " already");
            }
            put(user);
        }
        return view(user);
    }

    static void requireUsable(String name, String password) {
        if (!NAME.matcher(name).matches()) {
            throw new UserError(
                    "A user's name has letters, digits and . _ @ -, at most 63, and begins with a letter or digit");
        }
        Passwords.require(password);
    }

    /**
     * Changes a user; they are signed out everywhere.
     *
     * @throws Problem if there is nobody of that name, or no admin would be left
     */
    synchronized UserView change(String name, Optional<Role> role, Optional<String> password) {
        ConsoleUser before = known(name);
        password.ifPresent(Passwords::require);
        role.filter(r -> r != Role.ADMIN).ifPresent(r -> requireOtherAdmin(name));
        ConsoleUser after = ConsoleUser.newBuilder(before)
                .setRole(role.map(r -> ConsoleRole.valueOf(r.name())).orElse(before.getRole()))
                .setPasswordDigest(password.map(passwords::digest).orElse(before.getPasswordDigest()))
                .setChangedAt(clock.instant())
                .build();
        put(after);
        sessions.endAllOf(name);
        return view(after);
    }

    /** @throws Problem if there is nobody of that name, or no admin would be left */
    synchronized void remove(String name) {
        known(name);
        requireOtherAdmin(name);
        stores.with(topics -> {
            topics.remove(Topics.CONSOLE_USERS, name);
            return null;
        });
        byName.remove(name);
        sessions.endAllOf(name);
    }

    private ConsoleUser known(String name) {
        return Optional.ofNullable(byName.get(name)).orElseThrow(() -> Problem.notFound("There is no user " + name));
    }

    private void requireOtherAdmin(String name) {
        boolean isLast = byName.values().stream()
                .noneMatch(u -> u.getRole() == ConsoleRole.ADMIN && !u.getName().equals(name));
        if (byName.get(name).getRole() == ConsoleRole.ADMIN && isLast) {
            throw Problem.conflict(name + " is the last admin; make somebody else an admin first");
        }
    }

    private void put(ConsoleUser user) {
        stores.with(topics -> {
            topics.put(Topics.CONSOLE_USERS, user.getName(), user);
            return null;
        });
        byName.put(user.getName(), user);
    }

    private static UserView view(ConsoleUser user) {
        return new UserView(user.getName(), role(user).orElse(Role.VIEWER), user.getCreatedAt());
    }

    private static Optional<Role> role(ConsoleUser user) {
        return switch (user.getRole()) {
            case VIEWER -> Optional.of(Role.VIEWER);
            case OPERATOR -> Optional.of(Role.OPERATOR);
            case ADMIN -> Optional.of(Role.ADMIN);
            case UNSPECIFIED -> Optional.empty();
        };
    }
}
