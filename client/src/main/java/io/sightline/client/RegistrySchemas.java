package io.sightline.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Schemas by id, over the REST API that Confluent's registry has, and Apicurio's, Karapace and Redpanda's too. An id
 * never changes its meaning: each is asked for once. Thread-safe.
 */
final class RegistrySchemas {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> urls;
    private final Optional<String> authorization;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<Integer, Schema> known = new ConcurrentHashMap<>();

    /**
     * @param urls roots of the REST API, of equal registries: the first that answers is believed
     * @param userInfo {@code user:password}
     */
    RegistrySchemas(List<String> urls, Optional<String> userInfo) {
        this.urls = urls.stream()
                .map(url -> url.endsWith("/") ? url.substring(0, url.length() - 1) : url)
                .toList();
        this.authorization = userInfo.map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(UTF_8)));
    }

    /**
     * @throws SerializationException if the registry says that there is no Avro schema of that id
     * @throws RegistryAwayException if no registry answers
     */
    Schema byId(int id) {
        Schema schema = known.get(id);
        if (schema == null) {
            schema = ask(id);
            known.put(id, schema);
        }
        return schema;
    }

    private Schema ask(int id) {
        List<String> failures = new ArrayList<>();
        Exception last = null;
        for (String url : urls) {
            try {
                HttpResponse<String> answer = http.send(request(url, id), BodyHandlers.ofString());
                if (answer.statusCode() == 200) {
                    return schema(id, answer.body());
                }
                if (answer.statusCode() == 404) {
                    throw new SerializationException("The schema registry knows no schema of id " + id);
                }
                failures.add(url + " answers with status " + answer.statusCode());
            } catch (IOException e) {
                failures.add(url + " does not answer");
                last = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new RegistryAwayException("Interrupted while asking the schema registry", e);
            }
        }
        throw new RegistryAwayException("The schema registry: " + String.join("; ", failures), last);
    }

    private HttpRequest request(String url, int id) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/schemas/ids/" + id))
                .timeout(PATIENCE)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        authorization.ifPresent(value -> request.header("Authorization", value));
        return request.build();
    }

    private static Schema schema(int id, String answer) {
        try {
            JsonNode json = JSON.readTree(answer);
            String type = json.path("schemaType").asText("AVRO");
            if (!type.equals("AVRO") || !json.path("schema").isTextual()) {
                throw new SerializationException("Schema " + id + " of the registry is not an Avro schema");
            }
            return new Schema.Parser().parse(json.get("schema").textValue());
        } catch (JsonProcessingException | AvroRuntimeException e) {
            throw new SerializationException("Schema " + id + " of the registry cannot be read", e);
        }
    }
}
