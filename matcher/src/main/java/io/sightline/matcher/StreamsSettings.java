package io.sightline.matcher;

import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka Streams' settings: defaults that fit events that must not wait; what the user configured wins. */
final class StreamsSettings {
    private static final String STAGE = "matcher";
    private static final long BUFFER_BYTES = 32L * 1024 * 1024;

    private StreamsSettings() {}

    static Properties of(MatcherSettings settings, Connection connection, DeadLetterDesk deadLetters) {
        Map<String, Object> config = new HashMap<>();
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        // Streams makes its producer wait 100 ms for company (findings): an event would wait with it.
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // Streams' producer also carries the dead letters of its tasks: whatever can be read must go out again.
        config.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                KafkaClients.MAX_DEAD_LETTER_BYTES);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), BUFFER_BYTES);
        config.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
                KafkaClients.MAX_MESSAGE_BYTES);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
        config.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
        config.putAll(connection.kafka());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId(connection));
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee(settings.guarantee()));
        config.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, UnreadableRecordHandler.class);
        config.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnusableRecordHandler.class);
        config.put(DeadLetterDesk.CONFIG_KEY, deadLetters);
        Properties properties = new Properties();
        properties.putAll(config);
        return properties;
    }

    /** Names the consumer group, the changelogs, and the folder in the state folder. */
    static String applicationId(Connection connection) {
        return connection.topicPrefix() + STAGE;
    }

    private static String guarantee(MatcherSettings.Guarantee guarantee) {
        return switch (guarantee) {
            case EXACTLY_ONCE -> StreamsConfig.EXACTLY_ONCE_V2;
            case AT_LEAST_ONCE -> StreamsConfig.AT_LEAST_ONCE;
        };
    }
}
