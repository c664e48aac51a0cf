package io.sightline.console.access;

import io.sightline.console.api.SessionView;
import io.sightline.console.api.SessionView.SignIn;
import io.sightline.console.api.SessionView.SignedIn;
import io.sightline.console.http.KeptCookie;
import io.sightline.console.http.Problem;
import io.sightline.console.http.Request;
import io.sightline.console.http.SessionCookie;
import io.sightline.console.openid.OpenIdSignIn;
import java.time.Duration;
import java.util.Optional;

/** Begins sessions, and shows how they are: the same, however somebody has signed in. Thread-safe. */
final class Reception {
    private static final String REFUSAL = "refusal";
    /** So long the page tells why somebody was not let in. */
    private static final Duration SAID_FOR = Duration.ofMinutes(2);
    /** Sealed: nobody else can have the sign-in page say something. */
    private static final KeptCookie REFUSED = new KeptCookie("sightline_refusal", (int) SAID_FOR.toSeconds());

    private final Users users;
    private final Sessions sessions;
    private final Optional<OpenIdSignIn> openId;
    private final boolean hasLocalUsers;
    private final Sealed sealed;
    private final String version;

    Reception(
            Users users,
            Sessions sessions,
            Optional<OpenIdSignIn> openId,
            boolean hasLocalUsers,
            Sealed sealed,
            String version) {
        this.users = users;
        this.sessions = sessions;
        this.openId = openId;
        this.hasLocalUsers = hasLocalUsers;
        this.sealed = sealed;
        this.version = version;
    }

    /** A new key for a new session: one that was planted before is of no use. */
    SessionView begin(Request request, SignedIn user, boolean isLocal) {
        SessionCookie.of(request).ifPresent(sessions::end);
        Sessions.Begun begun = sessions.begin(user, isLocal);
        SessionCookie.give(request.http(), begun.key());
        forgetRefusal(request);
        return view(Optional.of(begun.session()), Optional.empty());
    }

    SessionView view(Request request) {
        return view(session(request), REFUSED.of(request).flatMap(r -> sealed.open(REFUSAL, r)));
    }

    private SessionView view(Optional<Session> session, Optional<String> refusal) {
        boolean isLocal = session.map(Session::isLocal).orElse(false);
        return new SessionView(
                session.map(Session::user),
                session.map(Session::csrfToken),
                isLocal,
                session.isPresent() && !isLocal ? openId.flatMap(OpenIdSignIn::signOut) : Optional.empty(),
                new SignIn(
                        hasLocalUsers,
                        Passwords.SHORTEST,
                        openId.map(OpenIdSignIn::label),
                        hasLocalUsers && !users.isAnybody(),
                        refusal),
                version);
    }

    Optional<Session> session(Request request) {
        return SessionCookie.of(request).flatMap(sessions::find);
    }

    /** Has the sign-in page say why somebody was not let in. */
    void sayRefusal(Request request, String words) {
        REFUSED.give(request.http(), sealed.seal(REFUSAL, words, SAID_FOR));
    }

    void forgetRefusal(Request request) {
        if (REFUSED.of(request).isPresent()) {
            REFUSED.take(request.http());
        }
    }

    /** @throws Problem if there are only users of the sign-in provider */
    void requireLocalUsers() {
        if (!hasLocalUsers) {
            throw Problem.forbidden("There are no passwords here; sign in with the button \""
                    + openId.map(OpenIdSignIn::label).orElse("") + "\"");
        }
    }
}
