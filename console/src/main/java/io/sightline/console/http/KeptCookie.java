package io.sightline.console.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;

/**
 * A cookie for this console alone: no script may read it, and no other page's request brings it, but for a link to here.
 *
 * @param name as it is without TLS
 * @param seconds how long the browser keeps it; -1 until it is closed
 */
public record KeptCookie(String name, int seconds) {
    /** Browsers take such a name only from this very host, over TLS, for all paths. */
    private static final String SECURE = "__Host-";

    /** What came with a request. */
    public Optional<String> of(Request request) {
        return read(request.http());
    }

    Optional<String> read(Context http) {
        return Optional.ofNullable(http.cookie(nameFor(http)));
    }

    /** Has the browser keep it. */
    public void give(Context http, String value) {
        http.cookie(cookie(http, value, seconds));
    }

    /** Has the browser forget it. */
    public void take(Context http) {
        http.cookie(cookie(http, "", 0));
    }

    private Cookie cookie(Context http, String value, int maxAge) {
        // Lax, not strict: a browser that comes back from a sign-in provider has to bring it.
        return new Cookie(nameFor(http), value, "/", maxAge, http.req().isSecure(), true, null, SameSite.LAX);
    }

    private String nameFor(Context http) {
        return http.req().isSecure() ? SECURE + name : name;
    }
}
