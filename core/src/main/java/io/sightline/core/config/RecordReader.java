package io.sightline.core.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Fills one record tree and gathers what is wrong on the way. For one use. */
final class RecordReader {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");
    private static final String KEYS_AND_VALUES = "keys and values";
    private static final String A_LIST = "a list";
    private static final int NEAR_MISS = 3;

    private final Map<String, String> overrides;
    private final List<String> problems = new ArrayList<>();

    /** @param overrides by key path in capitals, words and levels joined by underscores */
    RecordReader(Map<String, String> overrides) {
        this.overrides = overrides;
    }

    List<String> problems() {
        return problems;
    }

    /** The record, or null if there was a problem. */
    <T extends Record> T read(Class<T> type, JsonNode tree, String path) {
        RecordComponent[] components = type.getRecordComponents();
        refuseUnknownKeys(tree, components, path);
        int problemsBefore = problems.size();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(components[i], tree == null ? null : tree.get(components[i].getName()), path);
        }
        return problems.size() > problemsBefore ? null : construct(type, components, values, path);
    }

    private Object component(RecordComponent component, JsonNode node, String path) {
        String key = path + component.getName();
        Setting setting = component.getAnnotation(Setting.class);
        JsonNode given = isScalar(component.getGenericType()) ? overridden(key, node) : node;
        if (given == null || given.isNull()) {
            if (isTree(component.getGenericType())) {
                return value(component.getGenericType(), null, key);
            }
            if (raw(component.getGenericType()) == Optional.class) {
                return Optional.empty();
            }
            if (setting == null || Setting.REQUIRED.equals(setting.byDefault())) {
                problems.add(key + " is missing" + (setting == null ? "" : ": " + setting.doc()));
                return null;
            }
            given = TextNode.valueOf(setting.byDefault());
        }
        return value(component.getGenericType(), given, key);
    }

    private JsonNode overridden(String key, JsonNode node) {
        String text = overrides.get(environmentName(key));
        return text == null ? node : TextNode.valueOf(text);
    }

    private Object value(Type type, JsonNode node, String key) {
        Class<?> raw = raw(type);
        if (raw.isRecord()) {
            if (node != null && !node.isObject()) {
                return problem(key, node, KEYS_AND_VALUES);
            }
            return read(raw.asSubclass(Record.class), node, key + ".");
        }
        if (raw == Map.class) {
            return map(argument(type, 1), node, key);
        }
        if (raw == List.class) {
            return list(argument(type, 0), node, key);
        }
        if (raw == Optional.class) {
            return Optional.ofNullable(value(argument(type, 0), node, key));
        }
        if (!node.isValueNode()) {
            return problem(key, node, "a single value");
        }
        return scalar(raw, node.asText().strip(), key, node);
    }

    private Object scalar(Class<?> raw, String text, String key, JsonNode node) {
        try {
            if (raw == String.class) {
                return text;
            } else if (raw == int.class) {
                return Integer.parseInt(text);
            } else if (raw == long.class) {
                return Long.parseLong(text);
            } else if (raw == double.class || raw == Double.class) {
                return Double.parseDouble(text);
            } else if (raw == float.class) {
                return Float.parseFloat(text);
            } else if (raw == Path.class) {
                return Path.of(text);
            }
        } catch (NumberFormatException e) {
            return problem(key, node, raw == int.class || raw == long.class ? "a whole number" : "a number");
        } catch (InvalidPathException e) {
            return problem(key, node, "a path");
        }
        if (raw == boolean.class) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> problem(key, node, "true or false");
            };
        }
        if (raw == Duration.class) {
            return duration(text, key, node);
        }
        if (raw.isEnum()) {
            return Arrays.stream(raw.getEnumConstants())
                    .filter(c -> c.toString().equalsIgnoreCase(text))
                    .findFirst()
                    .map(Object.class::cast)
                    .orElseGet(() -> problem(
                            key,
                            node,
                            "one of " + Arrays.toString(raw.getEnumConstants()).toLowerCase(Locale.ROOT)));
        }
        throw new IllegalStateException("Config key " + key + " has the type " + raw + ", which nobody reads");
    }

    private Object duration(String text, String key, JsonNode node) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            return problem(key, node, "a time such as 200ms, 5s, 10m, 2h or 30d");
        }
        long amount = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private Map<String, Object> map(Type valueType, JsonNode node, String key) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (node != null && !node.isNull()) {
            if (!node.isObject()) {
                problem(key, node, KEYS_AND_VALUES);
                return map;
            }
            node.properties().forEach(e -> map.put(e.getKey(), value(valueType, e.getValue(), key + "." + e.getKey())));
        }
        if (valueType == String.class) {
            String prefix = environmentName(key) + "_";
            overrides.forEach((name, value) -> {
                if (name.startsWith(prefix)) {
                    map.put(
                            name.substring(prefix.length())
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '.'),
                            value);
                }
            });
        }
        map.values().removeIf(v -> v == null);
        return map;
    }

    private List<Object> list(Type elementType, JsonNode node, String key) {
        List<Object> list = new ArrayList<>();
        if (node == null || node.isNull() || (node.isTextual() && node.asText().isEmpty())) {
            return list;
        }
        if (!node.isArray()) {
            problem(key, node, A_LIST);
            return list;
        }
        for (int i = 0; i < node.size(); i++) {
            Object element = value(elementType, node.get(i), key + "[" + i + "]");
            if (element != null) {
                list.add(element);
            }
        }
        return list;
    }

    private void refuseUnknownKeys(JsonNode tree, RecordComponent[] components, String path) {
        if (tree == null) {
            return;
        }
        List<String> known =
                Arrays.stream(components).map(RecordComponent::getName).toList();
        tree.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                String near = known.stream()
                        .filter(k -> LevenshteinDistance.getDefaultInstance()
                                        .apply(k.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                                <= NEAR_MISS)
                        .findFirst()
                        .map(k -> "; did you mean " + path + k + "?")
                        .orElse("; known keys are " + String.join(", ", known));
                problems.add(path + name + " is not a key" + near);
            }
        });
    }

    private <T> T construct(Class<T> type, RecordComponent[] components, Object[] values, String path) {
        try {
            Class<?>[] parameters =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Constructor<T> constructor = type.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                problems.add(path + refusal.getMessage());
                return null;
            }
            throw new IllegalStateException(type + " cannot be made", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private Object problem(String key, JsonNode node, String expected) {
        problems.add(key + " is " + shown(node, expected) + ", expected " + expected);
        return null;
    }

    /** Where something of another shape was expected, a password may stand: what it is, not what it says. */
    private static String shown(JsonNode node, String expected) {
        boolean wantedOneValue = !expected.equals(A_LIST) && !expected.equals(KEYS_AND_VALUES);
        if (node.isValueNode()) {
            return wantedOneValue ? "'" + node.asText() + "'" : "a single value";
        }
        return node.isArray() ? A_LIST : KEYS_AND_VALUES;
    }

    private static String environmentName(String key) {
        return key.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .replaceAll("[^A-Za-z0-9]+", "_")
                .toUpperCase(Locale.ROOT);
    }

    private static boolean isTree(Type type) {
        Class<?> raw = raw(type);
        return raw.isRecord() || raw == Map.class || raw == List.class;
    }

    private static boolean isScalar(Type type) {
        return !isTree(type);
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : (Class<?>) type;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }
}
