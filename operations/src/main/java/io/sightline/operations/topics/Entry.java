package io.sightline.operations.topics;

/**
 * A record as it stands in a topic.
 *
 * @param value null for a tombstone
 * @param timestamp milliseconds since 1970
 */
public record Entry<V>(String key, V value, int partition, long offset, long timestamp) {}
