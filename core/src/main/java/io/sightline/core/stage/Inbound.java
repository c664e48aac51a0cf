package io.sightline.core.stage;

import io.sightline.schemas.Topic;

/**
 * A record as a stage receives it.
 *
 * @param timestamp the record's, milliseconds since 1970
 * @param traceparent W3C trace context, or null
 */
public record Inbound<V>(
        Topic<V> topic, int partition, long offset, long timestamp, String key, V value, String traceparent) {}
