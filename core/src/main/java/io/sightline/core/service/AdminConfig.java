package io.sightline.core.service;

import io.sightline.core.config.Setting;

/** Where health and metrics are served. */
public record AdminConfig(
        @Setting(byDefault = "127.0.0.1", doc = "Address to listen on; 0.0.0.0 for all") String host,
        @Setting(byDefault = "8080", doc = "Port of /livez, /readyz and /metrics; 0 for any free one") int port) {

    public AdminConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port is " + port + ", expected 0 to 65535");
        }
    }
}
