package io.sightline.trainer.dataset;

/**
 * A picture that is not in the data set.
 *
 * @param picture its path within the source
 * @param reason what is wrong with it
 */
public record SkippedPicture(String personId, String picture, String reason) {}
