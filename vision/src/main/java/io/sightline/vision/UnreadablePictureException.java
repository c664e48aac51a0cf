package io.sightline.vision;

/**
 * Bytes that cannot be used as a picture. The message is for an operator: what is wrong and what would be right. It does
 * not name the file, which only the caller knows.
 */
public final class UnreadablePictureException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the bytes. */
    public enum Reason {
        /** There are none. */
        EMPTY,
        /** They are in no format that is read here. */
        NOT_A_PICTURE,
        /** They end before the picture does, or the pixel data is damaged. */
        TRUNCATED,
        /** More pixels than the limit. */
        TOO_LARGE,
        /** A side shorter than the limit. */
        TOO_SMALL
    }

    private final Reason reason;

    UnreadablePictureException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
