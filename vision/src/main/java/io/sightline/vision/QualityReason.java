package io.sightline.vision;

/** What lowers a face's quality; the most telling first. The names stand in records and do not change. */
public enum QualityReason {
    TOO_SMALL,
    CUT_OFF,
    TOO_DARK,
    TOO_BRIGHT,
    BLURRED,
    TURNED_AWAY
}
