package io.sightline.ingest;

/** A source cannot be opened, or has broken off. The message is fit for an operator and has no secrets. */
final class SourceException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong and, where it helps, what would be right; redacted here, whoever worded it. */
    SourceException(String message) {
        super(Redaction.apply(message));
    }
}
