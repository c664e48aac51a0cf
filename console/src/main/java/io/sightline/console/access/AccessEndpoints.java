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
import io.sightline.console.api.SessionView.SignIn;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.api.UserChange;
import io.sightline.console.api.UserView;
import io.sightline.console.audit.AuditLog;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.http.SessionCookie;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing in and out, users, and the audit. */
public final class AccessEndpoints {
    private static final int DEEDS_SHOWN = 500;

    private final Users users;
    private final Sessions sessions;
    private final FirstAdminLink first;
    private final SignInLimit limit;
    private final AuditLog audit;
    private final String version;

    public AccessEndpoints(
            Users users, Sessions sessions, FirstAdminLink first, InstantSource clock, AuditLog audit, String version) {
        this.users = users;
        this.sessions = sessions;
        this.first = first;
        this.limit = new SignInLimit(clock);
        this.audit = audit;
        this.version = version;
    }

    public List<Endpoint> all() {
        return List.of(
                Endpoint.of(GET, "/session", "show-session", "Who is signed in, and how one may sign in")
                        .gives(SessionView.class)
                        .by(this::session),
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
                        .givesMany(AuditEntry.class)
                        .by(request -> audit.latest(DEEDS_SHOWN)));
    }

    private SessionView session(Request request) {
        return view(SessionCookie.of(request).flatMap(sessions::find));
    }

    private SessionView view(Optional<Session> session) {
        return new SessionView(
                session.map(Session::user),
                session.map(Session::csrfToken),
                new SignIn(true, Passwords.SHORTEST, Optional.empty(), !users.isAnybody()),
                version);
    }

    private SessionView signIn(Request request) {
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
        return begin(request, known.get());
    }

    /** A new key for a new session: one that was planted before is of no use. */
    private SessionView begin(Request request, SignedIn user) {
        SessionCookie.of(request).ifPresent(sessions::end);
        Sessions.Begun begun = sessions.begin(user);
        SessionCookie.give(request.http(), begun.key());
        return view(Optional.of(begun.session()));
    }

    private SessionView makeFirstAdmin(Request request) {
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
        request.about(asked.user(), asked.user());
        UserView made = users.add(asked.user(), Role.ADMIN, asked.password());
        first.used();
        return begin(request, new SignedIn(made.name(), made.role()));
    }

    private Object signOut(Request request) {
        request.about(request.user().name(), Map.of());
        SessionCookie.of(request).ifPresent(sessions::end);
        SessionCookie.take(request.http());
        return null;
    }

    private Object changePassword(Request request) {
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
        begin(request, request.user());
        return null;
    }

    private UserView add(Request request) {
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
