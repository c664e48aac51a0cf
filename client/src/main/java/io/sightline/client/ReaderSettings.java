package io.sightline.client;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * A Kafka consumer's settings as the user gives them, and what must hold whatever they say.
 *
 * @param given plain settings of a Kafka consumer and of its deserializer
 */
record ReaderSettings(Map<String, Object> given) {
    private static final String READ_COMMITTED = "read_committed";

    /** Ours alone, for safety: what the user says of it must agree. */
    private static final Map<String, String> FIXED = Map.of(
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, READ_COMMITTED,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");

    ReaderSettings {
        given = Map.copyOf(given);
        for (Map.Entry<String, String> fixed : FIXED.entrySet()) {
            Object said = given.get(fixed.getKey());
            if (said != null && !said.toString().equalsIgnoreCase(fixed.getValue())) {
                throw new IllegalArgumentException(
                        fixed.getKey() + " is " + said + ", expected " + fixed.getValue() + " or nothing");
            }
        }
        if (!given.containsKey(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
            throw new IllegalArgumentException("bootstrap.servers is missing, expected host:port of a Kafka broker");
        }
    }

    Map<String, Object> consumer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.putAll(given);
        settings.putAll(FIXED);
        // The marks say how far this reader has come. With a group there would be two opinions, and rights to ask for.
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.remove(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG);
        settings.remove(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        return settings;
    }

    Map<String, Object> admin() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000);
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        Set<String> known = AdminClientConfig.configNames();
        given.forEach((key, value) -> {
            if (known.contains(key)) {
                settings.put(key, value);
            }
        });
        return settings;
    }

    /** The one that {@code value.deserializer} names, configured; ours if it names none. */
    Deserializer<?> values() {
        Object named = given.get(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        Deserializer<?> values = named == null ? new IdentityEventDeserializer() : instance(named);
        values.configure(given, false);
        return values;
    }

    private static Deserializer<?> instance(Object named) {
        if (named instanceof Class<?> type) {
            return (Deserializer<?>) Utils.newInstance(type);
        }
        try {
            return Utils.newInstance(named.toString(), Deserializer.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "value.deserializer is " + named + ", which is not on the class path", e);
        }
    }
}
