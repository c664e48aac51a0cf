package io.sightline.trainer.archive;

import io.sightline.core.config.Setting;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceConfig;
import java.util.Map;

/** The archiver as a process of its own. */
public record ArchiverConfig(
        @Setting(doc = "Settings of the Kafka clients, passed through; bootstrap.servers at least")
                Map<String, String> kafka,
        @Setting(doc = "The schema registry") RegistryConfig registry,
        @Setting(byDefault = "", doc = "Put before every topic's name") String topicPrefix,
        @Setting(doc = "Health and metrics") AdminConfig admin,
        @Setting(doc = "Which faces are archived") ArchiverSettings archiver)
        implements ServiceConfig {

    public ArchiverConfig {
        kafka = Map.copyOf(kafka);
    }
}
