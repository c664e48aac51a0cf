package io.sightline.console.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sightline.console.AllEndpoints;
import io.sightline.console.http.Endpoint;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

/** The documents say what is served, are what they claim to be, and are the committed ones. */
class DocumentsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Path COMMITTED = Path.of("..", "docs", "api");
    private static final String COMMAND = "mvn test -pl console -Dtest=DocumentsTest -Dsightline.rewrite=true";

    private final JsonNode openApi = new DocsEndpoints(described()).document();
    private final JsonNode asyncApi = AsyncApi.document();

    /** All but those that this package adds. */
    private static List<Endpoint> described() {
        return AllEndpoints.list().stream()
                .filter(e -> e.address().startsWith(Endpoint.BASE))
                .toList();
    }

    @Test
    void openApiIsTheCommittedOne() throws IOException {
        requireCommitted("openapi.json", openApi);
    }

    @Test
    void asyncApiIsTheCommittedOne() throws IOException {
        requireCommitted("asyncapi.json", asyncApi);
    }

    private static void requireCommitted(String name, JsonNode document) throws IOException {
        Path file = COMMITTED.resolve(name);
        String text = MAPPER.writeValueAsString(document) + "\n";
        if (Boolean.getBoolean("sightline.rewrite")) {
            Files.createDirectories(COMMITTED);
            Files.writeString(file, text);
        }
        assertThat(file).as("docs/api/" + name + "; this writes it: " + COMMAND).exists();
        assertThat(Files.readString(file))
                .as(
                        "docs/api/%s is not what the code says. If the change is meant, this writes it anew: %s",
                        name, COMMAND)
                .isEqualTo(text);
    }

    @Test
    void openApiIsValid() {
        var options = new ParseOptions();
        options.setResolve(true);
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(openApi.toString(), null, options);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getPaths()).hasSameSizeAs(openApi.get("paths"));
    }

    @Test
    void theValidatorFindsWhatIsWrong() {
        JsonNode broken = openApi.deepCopy();
        ((ObjectNode) broken.at("/paths/~1api~1v1~1users/get")).remove("responses");

        assertThat(new OpenAPIV3Parser()
                        .readContents(broken.toString(), null, new ParseOptions())
                        .getMessages())
                .isNotEmpty();
    }

    @Test
    void everyEndpointIsInOpenApi() {
        List<String> served = described().stream().map(Endpoint::id).toList();
        List<String> told = new ArrayList<>();
        openApi.get("paths")
                .forEach(path -> path.forEach(o -> told.add(o.get("operationId").asText())));

        assertThat(told)
                .containsAll(served)
                .contains("show-openapi", "show-asyncapi")
                .doesNotHaveDuplicates();
        assertThat(openApi.get("paths").fieldNames()).toIterable().allMatch(p -> p.startsWith("/api/"));
    }

    @Test
    void whatIsEmptyMayBeMissingAndAllElseIsRequired() {
        JsonNode user = openApi.at("/components/schemas/NewUser");
        assertThat(user.get("required"))
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("name", "role", "password");
        assertThat(
                        user.at("/properties/role/enum").isMissingNode()
                                ? openApi.at("/components/schemas/Role/enum")
                                : user.at("/properties/role/enum"))
                .extracting(JsonNode::asText)
                .containsExactly("VIEWER", "OPERATOR", "ADMIN");
        JsonNode change = openApi.at("/components/schemas/PersonChange");
        assertThat(change.has("required")).isFalse();
        assertThat(change.at("/properties/name/type"))
                .extracting(JsonNode::asText)
                .contains("string", "null");
        assertThat(openApi.at("/components/schemas/UserView/properties/createdAt/format")
                        .asText())
                .isEqualTo("date-time");
    }

    @Test
    void whatChangesSomethingNeedsTheSessionAndTheToken() {
        assertThat(openApi.at("/paths/~1api~1v1~1users/post/security/0").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("session", "token");
        assertThat(openApi.at("/paths/~1api~1v1~1users/get/security/0").fieldNames())
                .toIterable()
                .containsExactly("session");
        assertThat(openApi.at("/paths/~1api~1v1~1session/post/security")).isEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        for (JsonNode document : List.of(openApi, asyncApi)) {
            for (String reference : document.findValuesAsText("$ref")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            }
        }
    }

    @Test
    void everyTopicIsAChannelWithItsSchema() {
        assertThat(asyncApi.get("channels")).hasSize(Topics.ALL.size());
        for (Topic<?> topic : Topics.ALL) {
            JsonNode channel = asyncApi.get("channels").get(topic.name());
            assertThat(channel.get("address").asText()).isEqualTo(topic.name());
            assertThat(channel.at("/bindings/kafka/partitions").asInt()).isEqualTo(topic.partitions());
            String message = channel.at("/messages").fieldNames().next();
            JsonNode payload = asyncApi.at("/components/messages/" + message + "/payload");
            if (topic.hasSchema()) {
                Schema schema = new Schema.Parser().parse(payload.get("schema").toString());
                assertThat(schema.getFullName()).isEqualTo(topic.valueType().getName());
            } else {
                assertThat(payload.isMissingNode()).isTrue();
            }
        }
    }
}
