package io.sightline.matcher;

/** A copy on disk was written by a release that kept less; it is thrown away and read anew from Kafka. */
final class FormerState extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FormerState(String message) {
        super(message);
    }
}
