package io.sightline.matcher;

import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.kafka.DeadLetter;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the matcher's dead letters and counts them. Those of ordinary tasks travel in the task's transaction; the
 * global store has none, so its letters are sent on the spot.
 */
final class DeadLetterDesk {
    /** Kafka Streams makes its handlers by class name; what they need comes to them as this entry of the config. */
    static final String CONFIG_KEY = "sightline.dead.letter.desk";

    private static final String STAGE = "matcher";

    private final String topicPrefix;
    private final MeterRegistry metrics;
    private final Consumer<ProducerRecord<byte[], byte[]>> sender;

    /** @param sender sends a letter outside any transaction */
    DeadLetterDesk(String topicPrefix, MeterRegistry metrics, Consumer<ProducerRecord<byte[], byte[]>> sender) {
        this.topicPrefix = topicPrefix;
        this.metrics = metrics;
        this.sender = sender;
    }

    static DeadLetterDesk in(Map<String, ?> config) {
        return (DeadLetterDesk) config.get(CONFIG_KEY);
    }

    /** A letter for the caller to send. */
    ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record, String reason, String message) {
        metrics.counter("sightline.dead.letters", "stage", STAGE, "reason", reason)
                .increment();
        return DeadLetter.of(topicPrefix, STAGE, record, reason, message);
    }

    /** Makes a letter and sends it. */
    void send(ConsumerRecord<byte[], byte[]> record, String reason, String message) {
        sender.accept(letter(record, reason, message));
    }
}
