package io.sightline.core;

/**
 * What the user gave cannot be used. The message names the input, what is wrong and what would be right; it is shown
 * without a stack trace.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
