package io.sightline.standalone.command;

import io.sightline.operations.topics.Unavailable;
import io.sightline.standalone.RunningSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a running system says of its own health. */
final class SystemState {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final RunningSystem system;

    SystemState(RunningSystem system) {
        this.system = system;
    }

    /** The component that stands for a camera. */
    static String camera(String cameraId) {
        return "camera/" + cameraId;
    }

    /**
     * What is up and what is wrong, by component.
     *
     * @throws Unavailable if it does not answer
     */
    Map<String, String> components() {
        URI uri = URI.create(system.adminUrl() + "/readyz");
        try {
            var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
            String body = client.send(
                            HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString())
                    .body();
            Map<String, String> components = new LinkedHashMap<>();
            body.lines().skip(1).forEach(line -> {
                int colon = line.indexOf(": ");
                if (colon > 0) {
                    components.put(line.substring(0, colon), line.substring(colon + 2));
                }
            });
            return components;
        } catch (IOException e) {
            throw new Unavailable("The running system (process " + system.pid() + ") does not answer at " + uri, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while asking " + uri, e);
        }
    }
}
