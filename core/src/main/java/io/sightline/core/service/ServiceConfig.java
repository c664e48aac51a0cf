package io.sightline.core.service;

import java.util.Map;

/** What every service's configuration has. */
public interface ServiceConfig {

    Map<String, String> kafka();

    RegistryConfig registry();

    String topicPrefix();

    AdminConfig admin();

    /** How this service reaches Kafka and the registry. */
    default Connection connection() {
        return new Connection(kafka(), registry(), topicPrefix());
    }
}
