package io.sightline.core.service;

import io.sightline.core.config.Setting;
import java.util.Map;

/** The schema registry. */
public record RegistryConfig(
        @Setting(doc = "Root of the schema registry, such as http://127.0.0.1:8080") String url,
        @Setting(doc = "Further settings of the serde, passed through untouched") Map<String, String> settings) {

    public RegistryConfig {
        if (!url.matches("https?://\\S+")) {
            throw new IllegalArgumentException("url is '" + url + "', expected http://host:port");
        }
        url = url.replaceAll("/+$", "");
        settings = Map.copyOf(settings);
    }
}
