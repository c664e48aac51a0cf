package io.sightline.core.service;

/** What a process says when it ends. */
public enum ExitCode {
    /** Done, or stopped as asked. */
    OK(0),
    /** A bug, or a failure that nobody foresaw; the log has the details. */
    FAILED(1),
    /** What the user gave cannot be used; the message says what would be right. */
    USAGE(2),
    /** The answer is no: not the same person, not enrolled, something found by the doctor. */
    NEGATIVE(3),
    /** Something that is needed is not there: no running system, no camera, no answer in time. */
    UNAVAILABLE(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
