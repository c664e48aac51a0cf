package io.sightline.console.docs;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sightline.console.http.Endpoint;
import io.sightline.console.http.Endpoint.Gives;
import io.sightline.console.http.Endpoint.Takes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP API as an OpenAPI 3.1 document (OpenAPI Initiative: OpenAPI Specification 3.1.1), made from the endpoints that are
 * served and from the records that they take and give: so it cannot say anything else than they do.
 */
public final class OpenApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** {@code {name}}, or {@code <name>} for one that may have slashes. */
    private static final Pattern PARAMETER = Pattern.compile("[{<](\\w+)[}>]");

    private static final Map<Integer, String> PROBLEMS = new TreeMap<>(Map.ofEntries(
            Map.entry(400, "What was sent cannot be used; the detail says what is wrong"),
            Map.entry(401, "Nobody is signed in, or the name or the password is wrong"),
            Map.entry(403, "The role is too small, the token is wrong, or the request comes from another page"),
            Map.entry(404, "There is no such thing, or not any more"),
            Map.entry(406, "This is a stream of events, and was not asked for as one"),
            Map.entry(409, "It does not go with what is there"),
            Map.entry(411, "The length of the form was not said"),
            Map.entry(413, "The body is too large"),
            Map.entry(429, "Too many attempts, or too much at the same time"),
            Map.entry(503, "Kafka or the schema registry is away, or the console is busy")));

    private final Schemas schemas = new Schemas();

    private OpenApi() {}

    /**
     * The document.
     *
     * @param endpoints that are served
     */
    public static ObjectNode of(List<Endpoint> endpoints) {
        return new OpenApi().document(endpoints);
    }

    private ObjectNode document(List<Endpoint> endpoints) {
        ObjectNode document = JSON.objectNode();
        document.put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", "Sightline's console")
                .put(
                        "description",
                        "What the console's own pages use. Whatever goes wrong is told as a problem of RFC 9457, whose"
                                + " detail is a sentence for an operator.")
                .put("version", "1")
                .putObject("license")
                .put("name", "Apache-2.0")
                .put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/");
        ObjectNode paths = document.putObject("paths");
        for (Endpoint endpoint : endpoints) {
            String path = PARAMETER.matcher(endpoint.address()).replaceAll("{$1}");
            paths.withObjectProperty(path).set(endpoint.method().name().toLowerCase(Locale.ROOT), operation(endpoint));
        }
        ObjectNode components = document.putObject("components");
        ObjectNode definitions = schemas.definitions();
        definitions.set("Problem", problem());
        components.set("schemas", definitions);
        components.set("responses", problemResponses());
        components.set("securitySchemes", securitySchemes());
        ArrayNode tags = document.putArray("tags");
        endpoints.stream().map(OpenApi::tag).distinct().forEach(t -> tags.addObject()
                .put("name", t));
        return document;
    }

    private ObjectNode operation(Endpoint endpoint) {
        ObjectNode operation = JSON.objectNode();
        operation.put("operationId", endpoint.id());
        operation.put("summary", endpoint.summary());
        operation.put(
                "description",
                endpoint.role()
                        .map(role -> "Needs the role " + role.name().toLowerCase(Locale.ROOT) + ".")
                        .orElse("For everybody, signed in or not."));
        operation.putArray("tags").add(tag(endpoint));
        ArrayNode parameters = parameters(endpoint);
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        body(endpoint, operation);
        ObjectNode responses = operation.putObject("responses");
        success(endpoint, responses);
        problems(endpoint, !parameters.isEmpty()).forEach(status -> responses
                .putObject(Integer.toString(status))
                .put("$ref", "#/components/responses/" + name(status)));
        ArrayNode security = operation.putArray("security");
        if (endpoint.role().isPresent()) {
            ObjectNode needed = security.addObject();
            needed.putArray("session");
            if (endpoint.changesSomething()) {
                needed.putArray("token");
            }
        }
        return operation;
    }

    /** The first part of the path says what it is about. */
    private static String tag(Endpoint endpoint) {
        return endpoint.path().startsWith("/api/")
                ? "documents"
                : endpoint.path().replaceAll("^/([^/]+).*", "$1");
    }

    private static ArrayNode parameters(Endpoint endpoint) {
        ArrayNode parameters = JSON.arrayNode();
        Matcher names = PARAMETER.matcher(endpoint.path());
        while (names.find()) {
            parameters
                    .addObject()
                    .put("name", names.group(1))
                    .put("in", "path")
                    .put("required", true)
                    .putObject("schema")
                    .put("type", "string");
        }
        for (Endpoint.Query query : endpoint.queries()) {
            parameters
                    .addObject()
                    .put("name", query.name())
                    .put("in", "query")
                    .put("description", query.doc())
                    .putObject("schema")
                    .put("type", "string");
        }
        return parameters;
    }

    private void body(Endpoint endpoint, ObjectNode operation) {
        if (endpoint.takes() instanceof Takes.Body body) {
            content(operation.putObject("requestBody").put("required", true), "application/json")
                    .set("schema", schemas.reference(body.type()));
        } else if (endpoint.takes() instanceof Takes.Form form) {
            content(operation.putObject("requestBody").put("required", true), "multipart/form-data")
                    .set("schema", form(form));
        }
    }

    private static ObjectNode form(Takes.Form form) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        for (Takes.Field field : form.fields()) {
            ObjectNode property = properties.putObject(field.name()).put("description", field.doc());
            if (field.isFile()) {
                property.put("type", "array")
                        .putObject("items")
                        .put("type", "string")
                        .put("contentMediaType", "application/octet-stream");
            } else {
                property.put("type", "string");
            }
            if (field.isRequired()) {
                required.add(field.name());
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        return schema;
    }

    private static ObjectNode content(ObjectNode of, String mediaType) {
        return of.putObject("content").putObject(mediaType);
    }

    private void success(Endpoint endpoint, ObjectNode responses) {
        Gives gives = endpoint.gives();
        if (gives instanceof Gives.Nothing) {
            responses.putObject("204").put("description", "Done");
            return;
        }
        if (gives instanceof Gives.Redirect) {
            responses.putObject("303").put("description", "Where the browser goes on (header Location)");
            return;
        }
        ObjectNode response = responses.putObject("200").put("description", "As asked for");
        if (gives instanceof Gives.One one) {
            content(response, "application/json").set("schema", schemas.reference(one.type()));
        } else if (gives instanceof Gives.Many many) {
            content(response, "application/json")
                    .putObject("schema")
                    .put("type", "array")
                    .set("items", schemas.reference(many.type()));
        } else if (gives instanceof Gives.Bytes bytes) {
            content(response, bytes.mediaType());
        } else if (gives instanceof Gives.Events events) {
            // OpenAPI 3.1 has no words for a stream's events.
            ObjectNode stream = content(response, "text/event-stream");
            stream.putObject("schema").put("type", "string");
            ObjectNode byName = stream.putObject("x-events");
            events.events().forEach(e -> byName.set(e.name(), schemas.reference(e.type())));
        }
    }

    private static SortedSet<Integer> problems(Endpoint endpoint, boolean hasParameters) {
        SortedSet<Integer> statuses = new TreeSet<>();
        statuses.add(403); // of a foreign name or page, if for nothing else
        boolean takesSomething = !(endpoint.takes() instanceof Takes.Nothing);
        if (takesSomething || hasParameters) {
            statuses.add(400);
        }
        if (endpoint.role().isPresent()) {
            statuses.add(401);
            statuses.add(503);
        }
        if (PARAMETER.matcher(endpoint.path()).find()) {
            statuses.add(404);
        }
        if (endpoint.gives() instanceof Gives.Events) {
            statuses.add(406);
        }
        if (endpoint.changesSomething()) {
            statuses.addAll(List.of(401, 409, 413, 429, 503));
        }
        if (endpoint.takes() instanceof Takes.Form) {
            statuses.add(411);
        }
        return statuses;
    }

    private static String name(int status) {
        return "Problem" + status;
    }

    private static ObjectNode problem() {
        ObjectNode problem = JSON.objectNode().put("type", "object").put("description", "RFC 9457");
        ObjectNode properties = problem.putObject("properties");
        properties.putObject("type").put("type", "string").put("format", "uri-reference");
        properties.putObject("title").put("type", "string");
        properties.putObject("status").put("type", "integer").put("format", "int32");
        properties.putObject("detail").put("type", "string").put("description", "A sentence for an operator");
        properties.putObject("instance").put("type", "string").put("format", "uri-reference");
        problem.putArray("required")
                .add("type")
                .add("title")
                .add("status")
                .add("detail")
                .add("instance");
        return problem;
    }

    private static ObjectNode problemResponses() {
        ObjectNode responses = JSON.objectNode();
        PROBLEMS.forEach((status, description) -> {
            ObjectNode response = responses.putObject(name(status)).put("description", description);
            if (status == 429) {
                response.putObject("headers")
                        .putObject("Retry-After")
                        .put("description", "Seconds to wait")
                        .putObject("schema")
                        .put("type", "integer");
            }
            content(response, "application/problem+json")
                    .putObject("schema")
                    .put("$ref", "#/components/schemas/Problem");
        });
        return responses;
    }

    private static ObjectNode securitySchemes() {
        ObjectNode schemes = JSON.objectNode();
        schemes.putObject("session")
                .put("type", "apiKey")
                .put("in", "cookie")
                .put("name", "sightline_session")
                .put("description", "From sign-in; over TLS it is called __Host-sightline_session");
        schemes.putObject("token")
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "X-CSRF-Token")
                .put("description", "csrfToken of show-session or sign-in, with everything that changes something");
        return schemes;
    }
}
