package io.sightline.console.access;

import static io.sightline.console.http.Endpoint.Method.DELETE;
import static io.sightline.console.http.Endpoint.Method.GET;
import static io.sightline.console.http.Endpoint.Method.PATCH;
import static io.sightline.console.http.Endpoint.Method.POST;

import io.sightline.console.api.AuditEntry;
import io.sightline.console.api.Credentials;
import io.sightline.console.api.FirstAdmin;
import io.sightline.console.api.NewUser;
import io.sightline.console.api.PasswordChange;
import io.sightline.console.api.Role;
import io.sightline.console.api.SessionView;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.api.UserChange;
import io.sightline.console.api.UserView;
import io.sightline.console.audit.AuditLog;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.http.SessionCookie;
import io.sightline.console.openid.OpenIdSignIn;
import io.sightline.core.UserError;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing in and out, users, and the audit. */
public final class AccessEndpoints {
    private static final int DEEDS_SHOWN = 500;
    private static final int MOST_DEEDS_SHOWN = 1_000;

    /** Where the sign-in provider sends browsers back to. */
    public static final String OPEN_ID_CALLBACK = Endpoint.BASE + OpenIdEndpoints.CALLBACK;

    private final Users users;
    private final Sessions sessions;
    private final FirstAdminLink first;
    private final SignInLimit limit;
    private final AuditLog audit;
    private final Reception reception;
    private final OpenIdEndpoints openId;

    /**
     * @param openId the sign-in provider, if one is configured
     * @param hasLocalUsers whether somebody may sign in with a password
     * @param sealed the same as the provider's
     */
    public AccessEndpoints(
            Users users,
            Sessions sessions,
            FirstAdminLink first,
            Optional<OpenIdSignIn> openId,
            boolean hasLocalUsers,
            Sealed sealed,
            InstantSource clock,
            AuditLog audit,
            String version) {
        this.users = users;
        this.sessions = sessions;
        this.first = first;
        this.limit = new SignInLimit(clock);
        this.audit = audit;
        this.reception = new Reception(users, sessions, openId, hasLocalUsers, sealed, version);
        this.openId = new OpenIdEndpoints(openId, reception, users, hasLocalUsers, limit);
    }

    public List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>(own());
        all.addAll(openId.all());
        return all;
    }

    private List<Endpoint> own() {
        return List.of(
                Endpoint.of(GET, "/session", "show-session", "Who is signed in, and how one may sign in")
                        .gives(SessionView.class)
                        .by(reception::view),
                Endpoint.of(POST, "/session", "sign-in", "Signs in with a local user's password")
                        .takes(Credentials.class)
                        .gives(SessionView.class)
                        .by(this::signIn),
                Endpoint.of(POST, "/session/first", "make-first-admin", "Makes the first user of a new system")
                        .takes(FirstAdmin.class)
                        .gives(SessionView.class)
                        .by(this::makeFirstAdmin),
                Endpoint.of(DELETE, "/session", "sign-out", "Signs out")
                        .role(Role.VIEWER)
                        .by(this::signOut),
                Endpoint.of(POST, "/session/password", "change-own-password", "Changes the own password")
                        .role(Role.VIEWER)
                        .takes(PasswordChange.class)
                        .by(this::changePassword),
                Endpoint.of(GET, "/users", "list-users", "Local users")
                        .role(Role.ADMIN)
                        .givesMany(UserView.class)
                        .by(request -> users.all()),
                Endpoint.of(POST, "/users", "add-user", "Makes a local user")
                        .role(Role.ADMIN)
                        .takes(NewUser.class)
                        .gives(UserView.class)
                        .by(this::add),
                Endpoint.of(PATCH, "/users/{name}", "change-user", "Changes a user's role or password")
                        .role(Role.ADMIN)
                        .takes(UserChange.class)
                        .gives(UserView.class)
                        .by(this::change),
                Endpoint.of(DELETE, "/users/{name}", "remove-user", "Removes a local user")
                        .role(Role.ADMIN)
                        .by(this::remove),
                Endpoint.of(GET, "/audit", "list-audit", "Who did what, the latest first")
                        .role(Role.ADMIN)
                        .query(
                                "limit",
                                "At most so many, and those of the very moment of the last: 1 to 1000, 500 by default")
                        .query("before", "Only what was earlier than this time, as at of the last one that is known")
                        .givesMany(AuditEntry.class)
                        .by(request -> audit.latest(
                                request.number("limit", DEEDS_SHOWN, 1, MOST_DEEDS_SHOWN), before(request))));
    }

    private static Optional<Instant> before(Request request) {
        Optional<String> text = request.query("before");
        try {
            return text.map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw new UserError("before is '" + text.get() + "', expected a time such as 2026-05-01T08:00:00Z", e);
        }
    }

    private SessionView signIn(Request request) {
        reception.requireLocalUsers();
        Credentials credentials = request.body(Credentials.class);
        // What a stranger types is kept, but not at any length.
        String name =
                credentials.user().substring(0, Math.min(credentials.user().length(), Users.LONGEST_NAME));
        String user = "user " + name;
        String address = "address " + request.remote();
        limit.mustWait(user, address).ifPresent(wait -> {
            throw Problem.tooMany(
                    wait.toSeconds() + 1, "Too many attempts; try again in " + (wait.toSeconds() + 1) + " s");
        });
        request.about(name, name);
        Optional<SignedIn> known = users.check(credentials.user(), credentials.password());
        if (known.isEmpty()) {
            limit.failed(user, address);
            throw Problem.notSignedIn("The name or the password is wrong");
        }
        limit.succeeded(user);
        return reception.begin(request, known.get(), true);
    }

    private SessionView makeFirstAdmin(Request request) {
        reception.requireLocalUsers();
        FirstAdmin asked = request.body(FirstAdmin.class);
        String address = "address " + request.remote();
        limit.mustWait(address).ifPresent(wait -> {
            throw Problem.tooMany(
                    wait.toSeconds() + 1, "Too many attempts; try again in " + (wait.toSeconds() + 1) + " s");
        });
        if (users.isAnybody() || !first.isToken(asked.token())) {
            limit.failed(address);
            throw Problem.forbidden(
                    "This link was used already, or is of an earlier start; the newest is where the console was started");
        }
        Users.requireUsable(asked.user(), asked.password());
        if (!first.take(asked.token())) {
            throw Problem.forbidden("Somebody else uses this link at this moment");
        }
        UserView made;
        try {
            request.about(asked.user(), asked.user());
            made = users.add(asked.user(), Role.ADMIN, asked.password());
        } catch (RuntimeException e) {
            first.giveBack();
            throw e;
        }
        return reception.begin(request, new SignedIn(made.name(), made.role()), true);
    }

    private Object signOut(Request request) {
        request.about(request.user().name(), Map.of());
        SessionCookie.of(request).ifPresent(sessions::end);
        SessionCookie.take(request.http());
        return null;
    }

    private Object changePassword(Request request) {
        if (!reception.session(request).map(Session::isLocal).orElse(false)) {
            throw Problem.conflict("Your password is not kept here; change it where you sign in");
        }
        PasswordChange change = request.body(PasswordChange.class);
        String name = request.user().name();
        String user = "user " + name;
        limit.mustWait(user).ifPresent(wait -> {
            throw Problem.tooMany(
                    wait.toSeconds() + 1, "Too many attempts; try again in " + (wait.toSeconds() + 1) + " s");
        });
        request.about(name, Map.of());
        if (users.check(name, change.current()).isEmpty()) {
            limit.failed(user);
            throw Problem.forbidden("The current password is wrong");
        }
        users.change(name, Optional.empty(), Optional.of(change.replacement()));
        reception.begin(request, request.user(), true);
        return null;
    }

    private UserView add(Request request) {
        reception.requireLocalUsers();
        NewUser user = request.body(NewUser.class);
        Users.requireUsable(user.name(), user.password());
        request.about(user.name(), Map.of("role", user.role().name()));
        return users.add(user.name(), user.role(), user.password());
    }

    private UserView change(Request request) {
        UserChange change = request.body(UserChange.class);
        String name = request.path("name");
        request.about(
                name,
                Map.of(
                        "role",
                        change.role().map(Enum::name).orElse("as before"),
                        "password",
                        change.password().isPresent() ? "changed" : "as before"));
        return users.change(name, change.role(), change.password());
    }

    private Object remove(Request request) {
        request.about(request.path("name"), Map.of());
        users.remove(request.path("name"));
        return null;
    }
}
