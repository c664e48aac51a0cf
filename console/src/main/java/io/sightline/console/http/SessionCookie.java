package io.sightline.console.http;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.util.Optional;

/** The cookie in which a browser keeps its session's key: no script may read it, and no other page sends it. */
public final class SessionCookie {
    private static final String NAME = "sightline_session";
    /** Browsers take such a name only from this very host, over TLS, for all paths. */
    private static final String SECURE_NAME = "__Host-" + NAME;
    /** Until the browser is closed; how long it is good, the console decides. */
    private static final int WHILE_OPEN = -1;

    private SessionCookie() {}

    static Optional<String> read(Context http) {
        return Optional.ofNullable(http.cookie(nameFor(http)));
    }

    /** Has the browser keep it. */
    public static void give(Context http, String key) {
        http.cookie(cookie(http, key, WHILE_OPEN));
    }

    /** Has the browser forget it. */
    public static void take(Context http) {
        http.cookie(cookie(http, "", 0));
    }

    /** The key that came with a request. */
    public static Optional<String> of(Request request) {
        return read(request.http());
    }

    private static Cookie cookie(Context http, String value, int maxAge) {
        return new Cookie(nameFor(http), value, "/", maxAge, http.req().isSecure(), true, null, SameSite.LAX);
    }

    private static String nameFor(Context http) {
        return http.req().isSecure() ? SECURE_NAME : NAME;
    }
}
