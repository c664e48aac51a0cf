package io.sightline.operations.timetravel;

/** Hears how far a reading is. Called on the reading thread. */
public interface Progress {
    /** For who does not want to know. */
    Progress NONE = new Progress() {};

    /** @param total records that will be read, about: a compacted or aborted one is counted and never comes */
    default void begin(long total) {}

    /** @param done records that are read; called many times a second */
    default void at(long done) {}

    default void end(long done) {}
}
