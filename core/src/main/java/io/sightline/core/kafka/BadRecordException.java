package io.sightline.core.kafka;

/** The record itself cannot be used, and never will be. */
public final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason a constant in capitals, which metrics count by */
    public BadRecordException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
