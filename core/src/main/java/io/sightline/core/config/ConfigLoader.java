package io.sightline.core.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a YAML file into records, with overrides from the environment.
 *
 * <p>{@code SIGHTLINE_DETECTOR_MIN_FACE_PIXELS=60} sets {@code detector.minFacePixels};
 * {@code SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS} sets the entry {@code bootstrap.servers} of the map {@code kafka}. Every
 * problem is reported at once; unknown keys are problems.
 */
public final class ConfigLoader {
    private static final String ENVIRONMENT_PREFIX = "SIGHTLINE_";

    private ConfigLoader() {}

    /** @throws UserError listing every problem, with the file, the key, the value and what would be right */
    public static <T extends Record> T load(Path file, Class<T> type, Map<String, String> environment) {
        RecordReader reader = new RecordReader(overrides(environment));
        T config = reader.read(type, parse(file), "");
        if (!reader.problems().isEmpty()) {
            throw new UserError(file + " cannot be used:\n  - " + String.join("\n  - ", reader.problems()));
        }
        return config;
    }

    /** The record with every default. @throws IllegalArgumentException if a component has none */
    public static <T extends Record> T defaults(Class<T> type) {
        RecordReader reader = new RecordReader(Map.of());
        T config = reader.read(type, null, "");
        if (!reader.problems().isEmpty()) {
            throw new IllegalArgumentException(type.getSimpleName() + " has no defaults: " + reader.problems());
        }
        return config;
    }

    private static JsonNode parse(Path file) {
        try {
            JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
            if (tree != null && !tree.isMissingNode() && !tree.isNull() && !tree.isObject()) {
                throw new UserError(file + " is not a configuration: expected keys and values, such as 'kafka:'");
            }
            return tree;
        } catch (JacksonException e) {
            throw new UserError(
                    file + " is not YAML: " + e.getOriginalMessage()
                            + (e.getLocation() == null
                                    ? ""
                                    : " at line " + e.getLocation().getLineNr()),
                    e);
        } catch (CharacterCodingException e) {
            throw new UserError(file + " is not text in UTF-8; expected YAML", e);
        } catch (IOException e) {
            throw new UserError(
                    "Cannot read the configuration " + file + ": "
                            + (Files.exists(file) ? e.getMessage() : "there is no such file"),
                    e);
        }
    }

    private static Map<String, String> overrides(Map<String, String> environment) {
        Map<String, String> overrides = new TreeMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
                overrides.put(name.substring(ENVIRONMENT_PREFIX.length()), value);
            }
        });
        return overrides;
    }
}
