package io.sightline.trainer.evaluation;

/**
 * Two pictures, by number, and whether they show one person.
 *
 * @param first number of a picture in the set that the pair belongs to
 */
public record Pair(int first, int second, boolean isGenuine) {}
