package io.sightline.core.kafka;

import io.sightline.core.service.RegistryConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The library that speaks to the schema registry, known by class name only: a properties file per vendor says which
 * classes and settings, and the one whose classes are on the classpath is used.
 */
record SerdeVendor(
        String serializerClass, String deserializerClass, String confluentApiUrl, Map<String, Object> settings) {
    private static final List<String> VENDORS = List.of("apicurio", "confluent");
    private static final String SERIALIZER = "value.serializer";
    private static final String DESERIALIZER = "value.deserializer";
    private static final String CONFLUENT_API = "confluent.api.url";

    /** @throws IllegalStateException if no vendor's classes are on the classpath: the build left them out */
    static SerdeVendor onClasspath(RegistryConfig registry) {
        for (String vendor : VENDORS) {
            Properties file = load(vendor);
            if (isPresent(file.getProperty(SERIALIZER))) {
                return of(file, registry);
            }
        }
        throw new IllegalStateException("No Avro serde on the classpath; expected one of " + VENDORS);
    }

    private static SerdeVendor of(Properties file, RegistryConfig registry) {
        Map<String, Object> settings = new HashMap<>();
        for (String key : file.stringPropertyNames()) {
            settings.put(key, file.getProperty(key).replace("${registry.url}", registry.url()));
        }
        String serializer = (String) settings.remove(SERIALIZER);
        String deserializer = (String) settings.remove(DESERIALIZER);
        String confluentApi = (String) settings.remove(CONFLUENT_API);
        settings.putAll(registry.settings());
        return new SerdeVendor(serializer, deserializer, confluentApi, Map.copyOf(settings));
    }

    private static Properties load(String vendor) {
        Properties file = new Properties();
        try (InputStream in = SerdeVendor.class.getResourceAsStream("serde-" + vendor + ".properties")) {
            file.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, SerdeVendor.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
