package io.sightline.console;

import io.sightline.core.config.Setting;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceConfig;
import java.util.Map;

/** The console as a process of its own, against any Kafka. */
public record ConsoleConfig(
        @Setting(doc = "Settings of the Kafka clients, passed through; bootstrap.servers at least")
                Map<String, String> kafka,
        @Setting(doc = "The schema registry") RegistryConfig registry,
        @Setting(byDefault = "", doc = "Put before every topic's name") String topicPrefix,
        @Setting(doc = "Health and metrics") AdminConfig admin,
        @Setting(doc = "The console itself") ConsoleSettings console)
        implements ServiceConfig {

    public ConsoleConfig {
        kafka = Map.copyOf(kafka);
    }
}
