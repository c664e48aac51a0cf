package io.sightline.core.kafka;

import io.sightline.core.service.RegistryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Asks whether the schema registry answers at all, without any vendor's client. Thread-safe. */
final class RegistryProbe {
    static final String NAME = "registry";
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final URI uri;
    private final HttpClient http;

    private RegistryProbe(URI uri, HttpClient http) {
        this.uri = uri;
        this.http = http;
    }

    static RegistryProbe of(RegistryConfig registry) {
        String subjects = SerdeVendor.onClasspath(registry).confluentApiUrl() + "/subjects";
        return new RegistryProbe(
                URI.create(subjects),
                HttpClient.newBuilder().connectTimeout(PATIENCE).build());
    }

    String url() {
        return uri.getScheme() + "://" + uri.getHost() + ":" + uri.getPort();
    }

    /** @throws DependencyAwayException unless it answers with anything but a server error */
    void requireReachable() throws DependencyAwayException {
        try {
            int status = http.send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.discarding())
                    .statusCode();
            if (status >= 500) {
                throw new DependencyAwayException(
                        NAME, "The schema registry at " + url() + " answers with status " + status, null);
            }
        } catch (IOException e) {
            throw new DependencyAwayException(NAME, "The schema registry at " + url() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyAwayException(NAME, "Interrupted while asking the schema registry", e);
        }
    }
}
