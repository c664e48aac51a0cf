package io.sightline.client;

/**
 * Events of a camera that this consumer never saw: retention took them before they were read, a record could not be
 * read, or the camera's sequence was begun anew.
 *
 * @param expected the sequence that was due
 * @param found the sequence that came instead, always a higher one
 */
public record Gap(String cameraId, long expected, long found) {

    /** How many events are missing. */
    public long missing() {
        return found - expected;
    }
}
