package io.sightline.operations.timetravel;

/**
 * What the events say of a sighting in which somebody was found.
 *
 * @param as the personId or anonymousId that is told now; null if nobody is
 */
public record Told(Verdict verdict, String as) {

    /** How that compares with what was found. */
    public enum Verdict {
        /** It was said at the time. */
        TOLD,
        /** It was said later, by a correction. */
        CORRECTED,
        /** It was said, and taken back since. */
        DENIED,
        /** Somebody else who is enrolled is told. */
        AS_ANOTHER,
        /** Found now, not told then. */
        NOT_TOLD
    }
}
