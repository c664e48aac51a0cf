package io.sightline.console.http;

import io.javalin.http.Context;
import io.sightline.console.access.Session;
import io.sightline.console.access.Sessions;
import io.sightline.console.api.SessionView.SignedIn;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Who may pass: whose session it is, what their role is, and that the request comes from this console's own pages. */
final class Gate {
    private static final Set<String> OWN_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    private final WebSettings settings;
    private final Sessions sessions;

    Gate(WebSettings settings, Sessions sessions) {
        this.settings = settings;
        this.sessions = sessions;
    }

    /**
     * @return who it is; empty if the endpoint is for everybody and nobody is signed in
     * @throws Problem if the request may not pass
     */
    Optional<SignedIn> admit(Context http, Endpoint endpoint) {
        requireOwnName(http);
        Optional<Session> session = SessionCookie.read(http).flatMap(sessions::find);
        if (endpoint.changesSomething()) {
            requireOwnPage(http);
        }
        if (endpoint.role().isEmpty()) {
            return session.map(Session::user);
        }
        Session known = session.orElseThrow(() -> Problem.notSignedIn("Sign in first"));
        if (endpoint.changesSomething() && !known.isToken(http.header("X-CSRF-Token"))) {
            throw Problem.forbidden("The page is out of date; load it again");
        }
        if (!known.user().role().includes(endpoint.role().get())) {
            throw Problem.forbidden("This needs the role "
                    + endpoint.role().get().name().toLowerCase(Locale.ROOT) + "; you are a "
                    + known.user().role().name().toLowerCase(Locale.ROOT));
        }
        return Optional.of(known.user());
    }

    /** Whether the session that a request came with goes on. */
    BooleanSupplier allowance(Context http) {
        Optional<String> key = SessionCookie.read(http);
        return () -> key.flatMap(sessions::find).isPresent();
    }

    /** A foreign page may have its own name point to this machine; it then sends that name. */
    private void requireOwnName(Context http) {
        if (!settings.isLoopback() || settings.behindProxy()) {
            return;
        }
        String name = withoutPort(http.req().getHeader("Host"));
        boolean isPublic = settings.publicUrl()
                .map(u -> URI.create(u).getHost().equals(name))
                .orElse(false);
        if (!OWN_NAMES.contains(name) && !isPublic) {
            throw Problem.forbidden("This console is not called " + name);
        }
    }

    private void requireOwnPage(Context http) {
        String origin = http.header("Origin");
        if (origin == null) {
            return; // not a browser, or an old one; the token decides
        }
        boolean isOwn;
        try {
            isOwn = settings.publicUrl()
                            .filter(u -> u.replaceAll("/$", "").equals(origin))
                            .isPresent()
                    || authority(origin).equals(http.host());
        } catch (IllegalArgumentException e) {
            isOwn = false;
        }
        if (!isOwn) {
            throw Problem.forbidden("The request comes from another page");
        }
    }

    private static String authority(String origin) {
        String authority = URI.create(origin).getRawAuthority();
        return authority == null ? "" : authority;
    }

    private static String withoutPort(String host) {
        return host == null ? "" : host.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    }
}
