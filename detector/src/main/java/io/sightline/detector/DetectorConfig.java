package io.sightline.detector;

import io.sightline.core.config.Setting;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceConfig;
import java.nio.file.Path;
import java.util.Map;

/** The detector as a process of its own. */
public record DetectorConfig(
        @Setting(doc = "Settings of the Kafka clients, passed through; bootstrap.servers at least")
                Map<String, String> kafka,
        @Setting(doc = "The schema registry") RegistryConfig registry,
        @Setting(byDefault = "", doc = "Put before every topic's name") String topicPrefix,
        @Setting(doc = "Health and metrics") AdminConfig admin,
        @Setting(doc = "Folder of the detection model's bundle, mtcnn") Path model,
        @Setting(doc = "How faces are found, followed and published") DetectorSettings detector)
        implements ServiceConfig {

    public DetectorConfig {
        kafka = Map.copyOf(kafka);
    }
}
