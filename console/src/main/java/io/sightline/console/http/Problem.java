package io.sightline.console.http;

import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.Map;

/** Why a request is not answered as asked; the message is for whoever asked. It becomes a problem of RFC 9457. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String MEDIA_TYPE = "application/problem+json";

    private final int status;
    /** Seconds; 0 if that is not known. */
    private final long retryAfter;

    private Problem(int status, long retryAfter, String detail) {
        super(detail);
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public static Problem notFound(String detail) {
        return new Problem(404, 0, detail);
    }

    public static Problem conflict(String detail) {
        return new Problem(409, 0, detail);
    }

    /** It is understood, and cannot be done as things are. */
    public static Problem impossible(String detail) {
        return new Problem(422, 0, detail);
    }

    public static Problem tooMany(long retryAfterSeconds, String detail) {
        return new Problem(429, retryAfterSeconds, detail);
    }

    public static Problem unavailable(String detail) {
        return new Problem(503, 0, detail);
    }

    public static Problem notSignedIn(String detail) {
        return new Problem(401, 0, detail);
    }

    public static Problem forbidden(String detail) {
        return new Problem(403, 0, detail);
    }

    public static Problem tooLarge(String detail) {
        return new Problem(413, 0, detail);
    }

    /**
     * As RFC 9457 has it.
     *
     * @param instance the path that was asked for
     */
    static Map<String, Object> body(int status, String detail, String instance) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", HttpStatus.forStatus(status).getMessage());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("instance", instance);
        return problem;
    }

    int status() {
        return status;
    }

    long retryAfter() {
        return retryAfter;
    }
}
