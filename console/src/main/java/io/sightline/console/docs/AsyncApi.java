package io.sightline.console.docs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

/**
 * The topics as an AsyncAPI 3.0 document (AsyncAPI Initiative: AsyncAPI Specification 3.0.0), made from {@link Topics} and
 * the Avro schemas of their values.
 */
public final class AsyncApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String BINDING = "0.5.0";

    private AsyncApi() {}

    /** The document; topics by their names without the configured prefix. */
    public static ObjectNode document() {
        ObjectNode document = JSON.objectNode();
        document.put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Sightline's topics")
                .put("version", "1")
                .put(
                        "description",
                        "What moves between the parts of Sightline, and what it tells others: identity-events. On the broker"
                                + " each name may have a prefix, which is configured. Values are in Confluent's wire format:"
                                + " a 0 byte, a four-byte schema id, an Avro record.")
                .putObject("license")
                .put("name", "Apache-2.0");
        document.put("defaultContentType", "application/vnd.apache.avro");
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        ObjectNode messages = document.putObject("components").putObject("messages");
        for (Topic<?> topic : Topics.ALL) {
            messages.set(message(topic), messageOf(topic));
            channels.set(topic.name(), channel(topic));
        }
        ObjectNode receive = operations.putObject("receiveIdentityEvents");
        receive.put("action", "receive")
                .put("summary", "Who was seen where, when, how sure that is, and what was corrected later")
                .putObject("channel")
                .put("$ref", "#/channels/" + Topics.IDENTITY_EVENTS.name());
        receive.putArray("messages").addObject().put("$ref", reference(Topics.IDENTITY_EVENTS));
        return document;
    }

    private static String message(Topic<?> topic) {
        return topic.hasSchema() ? topic.valueType().getSimpleName() : "DeadLetter";
    }

    private static String reference(Topic<?> topic) {
        return "#/channels/" + topic.name() + "/messages/" + message(topic);
    }

    private static ObjectNode channel(Topic<?> topic) {
        ObjectNode channel = JSON.objectNode().put("address", topic.name());
        schema(topic).map(Schema::getDoc).ifPresent(doc -> channel.put("description", doc));
        channel.putObject("messages").putObject(message(topic)).put("$ref", "#/components/messages/" + message(topic));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("topic", topic.name()).put("partitions", topic.partitions());
        kafka.set("topicConfiguration", configuration(topic));
        kafka.put("bindingVersion", BINDING);
        return channel;
    }

    private static ObjectNode configuration(Topic<?> topic) {
        ObjectNode configuration = JSON.objectNode();
        if (topic.kept() instanceof Topic.Kept.For time) {
            configuration.putArray("cleanup.policy").add("delete");
            configuration.put("retention.ms", time.time().toMillis());
        } else {
            configuration.putArray("cleanup.policy").add("compact");
        }
        topic.maxBytesPerPartition().ifPresent(bytes -> configuration.put("retention.bytes", bytes));
        return configuration;
    }

    private static ObjectNode messageOf(Topic<?> topic) {
        ObjectNode message = JSON.objectNode().put("name", message(topic));
        Optional<Schema> schema = schema(topic);
        if (schema.isEmpty()) {
            message.put("summary", "A record that could not be used, byte for byte as it came");
            message.put("contentType", "application/octet-stream");
        } else {
            Optional.ofNullable(schema.get().getDoc()).ifPresent(doc -> message.put("summary", doc));
            message.putObject("payload")
                    .put("schemaFormat", "application/vnd.apache.avro;version=1.9.0")
                    .set("schema", tree(schema.get()));
        }
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string").put("description", topic.key());
        kafka.put("bindingVersion", BINDING);
        return message;
    }

    private static Optional<Schema> schema(Topic<?> topic) {
        return topic.hasSchema()
                ? Optional.of(SpecificData.getForClass(topic.valueType()).getSchema(topic.valueType()))
                : Optional.empty();
    }

    private static JsonNode tree(Schema schema) {
        try {
            return MAPPER.readTree(schema.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro's schemas are JSON: " + schema.getFullName(), e);
        }
    }
}
