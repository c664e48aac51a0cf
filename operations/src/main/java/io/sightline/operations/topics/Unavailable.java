package io.sightline.operations.topics;

/** Something that is needed is not there, or gave no answer in time. The message is for the user. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unavailable(String message) {
        super(message);
    }

    public Unavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
