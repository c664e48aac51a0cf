package io.sightline.core.kafka;

import io.sightline.core.service.Connection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes Kafka clients from the configured settings.
 *
 * <p>Settings pass through untouched; one that starts with {@code producer.}, {@code consumer.} or {@code admin.} goes
 * to that kind of client only. What is set here are defaults that fit pictures of some hundred kilobytes and events
 * that must not wait.
 */
public final class KafkaClients {
    /** A picture and its record, at most; topics and clients agree on it. */
    public static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

    /** Room for the headers of a dead letter around a record of the full size. */
    public static final int MAX_DEAD_LETTER_BYTES = MAX_MESSAGE_BYTES + 64 * 1024;

    private static final long MEBIBYTE = 1024 * 1024;

    private final Map<String, String> settings;
    private final String topicPrefix;

    public KafkaClients(Connection connection) {
        this.settings = connection.kafka();
        this.topicPrefix = connection.topicPrefix();
    }

    /** An idempotent producer that sends at once and waits for all replicas. The caller closes it. */
    public Producer<byte[], byte[]> producer(String clientId) {
        return producer(clientId, Map.of());
    }

    /**
     * A producer whose records are seen when its transaction is committed. Of one name there is one: whoever begins fences
     * off who wrote under it before. The caller closes it.
     */
    public Producer<byte[], byte[]> transactionalProducer(String name) {
        return producer(name, Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, topicPrefix + name));
    }

    private Producer<byte[], byte[]> producer(String clientId, Map<String, Object> own) {
        Map<String, Object> config = new HashMap<>(own);
        config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, (int) MEBIBYTE);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_DEAD_LETTER_BYTES);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 32 * MEBIBYTE);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        config.putAll(settingsFor("producer."));
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A member of a group, which commits by hand. The caller closes it. */
    public Consumer<byte[], byte[]> groupConsumer(String groupId, int maxPollRecords) {
        return groupConsumer(groupId, maxPollRecords, CooperativeStickyAssignor.class);
    }

    /** The same with another rule of who in the group gets which partitions. */
    public Consumer<byte[], byte[]> groupConsumer(
            String groupId, int maxPollRecords, Class<? extends ConsumerPartitionAssignor> assignor) {
        Map<String, Object> config = readerDefaults(topicPrefix + groupId);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, topicPrefix + groupId);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, assignor.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        config.putAll(settingsFor("consumer."));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A reader without a group, which is assigned partitions and seeks by hand. The caller closes it. */
    public Consumer<byte[], byte[]> reader(String clientId) {
        Map<String, Object> config = readerDefaults(clientId);
        config.putAll(settingsFor("consumer."));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * A reader of single records here and there: it fetches little beyond what it is asked for, and throws {@link
     * org.apache.kafka.clients.consumer.OffsetOutOfRangeException} for what is gone. The caller closes it.
     */
    public Consumer<byte[], byte[]> seeker(String clientId) {
        Map<String, Object> config = readerDefaults(clientId);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // A larger record comes all the same: the first of a fetch always does.
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 * 1024);
        config.putAll(settingsFor("consumer."));
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** An administrative client. The caller closes it. */
    public Admin admin() {
        return Admin.create(settingsFor("admin."));
    }

    /** The configured settings for one kind of client, prefix taken off. */
    public Map<String, Object> settingsFor(String clientPrefix) {
        Map<String, Object> own = new HashMap<>();
        settings.forEach((key, value) -> {
            if (!key.startsWith("producer.") && !key.startsWith("consumer.") && !key.startsWith("admin.")) {
                own.put(key, value);
            }
        });
        settings.forEach((key, value) -> {
            if (key.startsWith(clientPrefix)) {
                own.put(key.substring(clientPrefix.length()), value);
            }
        });
        return own;
    }

    private static Map<String, Object> readerDefaults(String clientId) {
        Map<String, Object> config = new HashMap<>();
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A topic that a reader makes by asking for it has the broker's partitions and retention, not ours.
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MAX_DEAD_LETTER_BYTES);
        config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
        return config;
    }
}
