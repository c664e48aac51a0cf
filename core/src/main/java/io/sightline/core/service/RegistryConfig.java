package io.sightline.core.service;

import java.util.Map;

/**
 * The schema registry.
 *
 * @param url the server, for example {@code http://127.0.0.1:8080}; the serde's own path is appended by its properties
 * @param settings further settings of the serde, passed through untouched
 */
public record RegistryConfig(String url, Map<String, String> settings) {

    public RegistryConfig {
        if (url == null || !url.matches("https?://\\S+")) {
            throw new IllegalArgumentException("registry.url is '" + url + "', expected http://host:port");
        }
        url = url.replaceAll("/+$", "");
        settings = settings == null ? Map.of() : Map.copyOf(settings);
    }
}
