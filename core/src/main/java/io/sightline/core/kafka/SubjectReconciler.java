package io.sightline.core.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.errors.InterruptException;

/** Registers each topic's schema and sets its compatibility, over the REST API that all registries share. */
final class SubjectReconciler {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Connection connection;
    private final String api;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    SubjectReconciler(Connection connection) {
        this.connection = connection;
        this.api = SerdeVendor.onClasspath(connection.registry()).confluentApiUrl();
    }

    void reconcile() throws DependencyAwayException {
        for (Topic<?> topic : Topics.ALL) {
            if (topic.hasSchema()) {
                String subject = URLEncoder.encode(topic.subjectIn(connection.topicPrefix()), StandardCharsets.UTF_8);
                String schema = SpecificData.get().getSchema(topic.valueType()).toString();
                call("POST", "/subjects/" + subject + "/versions", Map.of("schema", schema));
                call(
                        "PUT",
                        "/config/" + subject,
                        Map.of("compatibility", topic.compatibility().name()));
            }
        }
    }

    private void call(String method, String path, Map<String, String> body) throws DependencyAwayException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                    .timeout(PATIENCE)
                    .header("Content-Type", JSON)
                    .method(method, BodyPublishers.ofString(MAPPER.writeValueAsString(body)))
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new DependencyAwayException(
                        RegistryProbe.NAME,
                        "The schema registry refuses " + method + " " + path + " with status " + response.statusCode()
                                + ": " + response.body(),
                        null);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new DependencyAwayException(
                    RegistryProbe.NAME, "The schema registry at " + api + " does not answer", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
