package io.sightline.ingest;

/** A source cannot be opened, or has broken off. The message is fit for an operator and has no secrets. */
final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean last;

    /** What is wrong and, where it helps, what would be right; redacted here, whoever worded it. */
    SourceException(String message) {
        this(message, false);
    }

    private SourceException(String message, boolean last) {
        super(Redaction.apply(message));
        this.last = last;
    }

    /** All that the material has was given, and something is wrong with it: another try would give the same again. */
    static SourceException afterTheLastPicture(String message) {
        return new SourceException(message, true);
    }

    boolean isAfterTheLastPicture() {
        return last;
    }
}
