package io.sightline.console.http;

/** Why a request is not answered as asked; the message is for whoever asked. It becomes a problem of RFC 9457. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

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

    int status() {
        return status;
    }

    long retryAfter() {
        return retryAfter;
    }
}
