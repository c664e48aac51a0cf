package io.sightline.matcher;

import io.sightline.core.config.Setting;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceConfig;
import java.util.Map;

/** The matcher's configuration file. */
public record MatcherConfig(
        @Setting(doc = "Kafka client and Streams settings, passed through untouched; bootstrap.servers at least")
                Map<String, String> kafka,
        @Setting(doc = "The schema registry") RegistryConfig registry,
        @Setting(byDefault = "", doc = "Put before every topic's name") String topicPrefix,
        @Setting(doc = "Health and metrics") AdminConfig admin,
        @Setting(doc = "The matcher") MatcherSettings matcher)
        implements ServiceConfig {}
