package io.sightline.console.http;

import io.javalin.http.Context;
import java.util.Optional;

/** The cookie in which a browser keeps its session's key until it is closed; how long it is good, the console decides. */
public final class SessionCookie {
    private static final KeptCookie COOKIE = new KeptCookie("sightline_session", -1);

    private SessionCookie() {}

    static Optional<String> read(Context http) {
        return COOKIE.read(http);
    }

    /** Has the browser keep it. */
    public static void give(Context http, String key) {
        COOKIE.give(http, key);
    }

    /** Has the browser forget it. */
    public static void take(Context http) {
        COOKIE.take(http);
    }

    /** The key that came with a request. */
    public static Optional<String> of(Request request) {
        return COOKIE.of(request);
    }
}
