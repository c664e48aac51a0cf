package io.sightline.console.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sightline.core.UserError;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JSON as the API speaks it: times as ISO 8601, what is empty as null, and nothing that it does not know. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Otherwise a role could be given by its number.
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // Otherwise every isOver becomes "over".
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Not JSON: " + value.getClass(), e);
        }
    }

    /** @throws UserError saying what is wrong with it, without repeating its values: they may be secret */
    static <T extends Record> T read(String text, Class<T> type) {
        T body;
        try {
            body = MAPPER.readValue(text, type);
        } catch (UnrecognizedPropertyException e) {
            throw new UserError(
                    "'" + e.getPropertyName() + "' is not known here; expected " + names(e.getReferringClass()), e);
        } catch (InvalidFormatException e) {
            throw new UserError(path(e) + " has a value that does not fit; expected " + kind(e.getTargetType()), e);
        } catch (MismatchedInputException e) {
            throw new UserError(
                    path(e).isEmpty()
                            ? "The body is not what is expected: " + names(type)
                            : path(e) + " is missing or does not fit; expected " + kind(e.getTargetType()),
                    e);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            throw new UserError(
                    path(e).isEmpty() ? "The body is not what is expected: " + names(type) : path(e) + " does not fit",
                    e);
        } catch (JsonProcessingException e) {
            throw new UserError(
                    "The body is no JSON: line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr(),
                    e);
        }
        if (body == null) {
            throw new UserError("The body is empty; expected " + names(type));
        }
        List<String> missing = new ArrayList<>();
        findMissing(body, "", missing);
        if (!missing.isEmpty()) {
            throw new UserError("Missing: " + String.join(", ", missing));
        }
        return body;
    }

    private static void findMissing(Record record, String prefix, List<String> missing) {
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value;
            try {
                value = component.getAccessor().invoke(record);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("Records of the API are public: " + record.getClass(), e);
            }
            if (value == null) {
                missing.add(prefix + component.getName());
            } else if (value instanceof Record nested) {
                findMissing(nested, prefix + component.getName() + ".", missing);
            } else if (value instanceof List<?> list) {
                for (int i = 0; i < list.size(); i++) {
                    if (list.get(i) == null) {
                        missing.add(prefix + component.getName() + "[" + i + "]");
                    } else if (list.get(i) instanceof Record nested) {
                        findMissing(nested, prefix + component.getName() + "[" + i + "].", missing);
                    }
                }
            }
        }
    }

    private static String path(com.fasterxml.jackson.databind.JsonMappingException e) {
        return e.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String names(Class<?> type) {
        if (type == null || !type.isRecord()) {
            return "an object";
        }
        List<String> names = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            names.add(component.getName());
        }
        return String.join(", ", names);
    }

    private static String kind(Class<?> type) {
        if (type == null) {
            return "something else";
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(", "));
        }
        if (type.isRecord()) {
            return "an object with " + names(type);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        return type == Instant.class ? "a time such as 2026-05-01T08:00:00Z" : "a text";
    }
}
