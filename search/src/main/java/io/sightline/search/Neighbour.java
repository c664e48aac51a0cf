package io.sightline.search;

/**
 * A template near a query.
 *
 * @param distance Euclidean between the unit vectors, 0 to 2, as {@code Embedding.distanceTo} computes it
 */
public record Neighbour(String templateKey, String personId, double distance) {}
