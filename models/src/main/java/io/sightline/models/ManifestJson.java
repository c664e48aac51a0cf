package io.sightline.models;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.sightline.core.Landmarks;
import io.sightline.core.ModelId;
import io.sightline.core.Point;
import java.io.IOException;
import java.util.Arrays;

/** A manifest as JSON: the same manifest gives the same bytes on every machine. */
final class ManifestJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(ModelId.class, new ModelIdWriter())
                    .addDeserializer(ModelId.class, new ModelIdReader())
                    .addSerializer(Landmarks.class, new LandmarksWriter())
                    .addDeserializer(Landmarks.class, new LandmarksReader()))
            .build();
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    private ManifestJson() {}

    static String write(Manifest manifest) {
        try {
            return MAPPER.writer(new DefaultPrettyPrinter().withObjectIndenter(LINES))
                            .writeValueAsString(manifest)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException saying what is wrong, fit for an operator */
    static Manifest read(String json) {
        try {
            return MAPPER.readValue(json, Manifest.class);
        } catch (ValueInstantiationException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
            throw new IllegalArgumentException(e.getOriginalMessage() + where, e);
        }
    }

    private static final class ModelIdWriter extends JsonSerializer<ModelId> {
        @Override
        public void serialize(ModelId id, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(id.toString());
        }
    }

    private static final class ModelIdReader extends JsonDeserializer<ModelId> {
        @Override
        public ModelId deserialize(JsonParser json, DeserializationContext context) throws IOException {
            String text = json.getValueAsString();
            try {
                return ModelId.parse(text);
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(text, ModelId.class, e.getMessage());
            }
        }
    }

    /** Five pairs {@code [x, y]}, in the order of {@link Landmarks}. */
    private static final class LandmarksWriter extends JsonSerializer<Landmarks> {
        @Override
        public void serialize(Landmarks landmarks, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeStartArray();
            for (Point p : landmarks.points()) {
                json.writeStartArray();
                json.writeNumber(p.x());
                json.writeNumber(p.y());
                json.writeEndArray();
            }
            json.writeEndArray();
        }
    }

    private static final class LandmarksReader extends JsonDeserializer<Landmarks> {
        @Override
        public Landmarks deserialize(JsonParser json, DeserializationContext context) throws IOException {
            float[][] pairs = json.readValueAs(float[][].class);
            if (pairs.length != 5 || Arrays.stream(pairs).anyMatch(pair -> pair == null || pair.length != 2)) {
                return (Landmarks) context.reportInputMismatch(Landmarks.class, "template has five pairs [x, y]");
            }
            return Landmarks.of(Arrays.stream(pairs)
                    .map(pair -> new Point(pair[0], pair[1]))
                    .toList());
        }
    }
}
