package io.sightline.ingest;

import io.sightline.core.config.Setting;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceConfig;
import java.util.Map;

/** The configuration file of {@code ingest}. */
public record IngestConfig(
        @Setting(doc = "Kafka client settings, passed through; bootstrap.servers at least") Map<String, String> kafka,
        @Setting(doc = "The schema registry") RegistryConfig registry,
        @Setting(byDefault = "", doc = "Put before every topic's name") String topicPrefix,
        @Setting(doc = "Health and metrics") AdminConfig admin,
        @Setting(doc = "Cameras, and how they are read") IngestSettings ingest)
        implements ServiceConfig {}
