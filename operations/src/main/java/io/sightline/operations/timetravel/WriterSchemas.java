package io.sightline.operations.timetravel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.service.RegistryConfig;
import io.sightline.operations.topics.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The schema that a record was written with, by the id in its first bytes, over the REST API that all registries share.
 * Thread-safe; asks anew each time, so whoever asks keeps the answer.
 */
final class WriterSchemas implements SchemaSource {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Where Apicurio's server speaks that API; Confluent's speaks it at its root. */
    private static final String APICURIO_PATH = "/apis/ccompat/v7";

    private static final int NOT_FOUND = 404;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String url;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    WriterSchemas(RegistryConfig registry) {
        this.url = registry.url();
    }

    @Override
    public Optional<Schema> byId(int id) {
        for (String root : url.endsWith(APICURIO_PATH) ? List.of(url) : List.of(url + APICURIO_PATH, url)) {
            HttpResponse<String> response = get(root + "/schemas/ids/" + id);
            if (response.statusCode() == 200) {
                return parse(response.body());
            }
            if (response.statusCode() != NOT_FOUND) {
                throw new Unavailable("The schema registry at " + url + " answers with status " + response.statusCode()
                        + " when asked for schema " + id);
            }
        }
        return Optional.empty();
    }

    private HttpResponse<String> get(String address) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(address))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Unavailable("The schema registry at " + url + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while asking the schema registry", e);
        }
    }

    private static Optional<Schema> parse(String body) {
        try {
            return Optional.of(
                    new Schema.Parser().parse(JSON.readTree(body).path("schema").asText()));
        } catch (JsonProcessingException | SchemaParseException e) {
            return Optional.empty(); // a schema, but not one of Avro
        }
    }
}
