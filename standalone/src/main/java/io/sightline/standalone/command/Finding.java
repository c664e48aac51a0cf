package io.sightline.standalone.command;

/**
 * What the doctor saw.
 *
 * @param subject what was looked at
 * @param what what is so
 * @param advice how to mend it; empty if nothing is wrong
 */
record Finding(Level level, String subject, String what, String advice) {

    enum Level {
        OK,
        /** It works, but not well, or not for long. */
        WARNING,
        /** It does not work. */
        WRONG
    }

    static Finding ok(String subject, String what) {
        return new Finding(Level.OK, subject, what, "");
    }

    static Finding warning(String subject, String what, String advice) {
        return new Finding(Level.WARNING, subject, what, advice);
    }

    static Finding wrong(String subject, String what, String advice) {
        return new Finding(Level.WRONG, subject, what, advice);
    }
}
