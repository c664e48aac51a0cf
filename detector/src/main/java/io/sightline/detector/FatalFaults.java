package io.sightline.detector;

/** Tells one picture's fault from those of all: a library that is missing, memory that has run out. */
final class FatalFaults {
    private FatalFaults() {}

    /** @throws IllegalStateException if the failure stems from an error; with the failure as its cause */
    static void rethrow(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error) {
                throw new IllegalStateException("Detection cannot go on: " + cause, failure);
            }
        }
    }
}
