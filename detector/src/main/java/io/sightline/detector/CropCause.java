package io.sightline.detector;

/** Why a crop is published. */
enum CropCause {
    /** The first of its track. */
    STARTED,
    /** One of the few that follow soon after, so that whoever waits at a door is not judged by one picture. */
    EARLY,
    /** Clearly better than everything published of the track. */
    BETTER,
    /** Nothing was published for a while. */
    INTERVAL
}
