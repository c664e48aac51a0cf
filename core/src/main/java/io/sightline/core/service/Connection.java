package io.sightline.core.service;

import java.util.Map;

/**
 * How a service reaches Kafka and the schema registry.
 *
 * @param kafka client settings, passed through untouched; {@code bootstrap.servers} at least
 * @param topicPrefix put before every topic's name; empty for none
 */
public record Connection(Map<String, String> kafka, RegistryConfig registry, String topicPrefix) {

    public Connection {
        kafka = Map.copyOf(kafka);
    }
}
