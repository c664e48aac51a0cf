package io.sightline.core.service;

import io.sightline.core.UserError;
import java.util.Map;

/**
 * How a service reaches Kafka and the schema registry.
 *
 * @param kafka client settings, passed through untouched; {@code bootstrap.servers} at least
 * @param topicPrefix put before every topic's name; empty for none
 */
public record Connection(Map<String, String> kafka, RegistryConfig registry, String topicPrefix) {

    /** @throws UserError if no broker is named */
    public Connection {
        if (kafka.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new UserError("kafka: bootstrap.servers is missing, expected host:port of a broker or several");
        }
        kafka = Map.copyOf(kafka);
    }
}
