package io.sightline.core.kafka;

import io.sightline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Makes dead letters: the record's own key and bytes, and headers that say where from and why. */
public final class DeadLetter {
    public static final String STAGE = "sightline.dead-letter.stage";
    public static final String TOPIC = "sightline.dead-letter.topic";
    public static final String PARTITION = "sightline.dead-letter.partition";
    public static final String OFFSET = "sightline.dead-letter.offset";
    public static final String TIMESTAMP = "sightline.dead-letter.timestamp";
    public static final String REASON = "sightline.dead-letter.reason";
    public static final String MESSAGE = "sightline.dead-letter.message";

    private static final int LONGEST_MESSAGE = 2_000;

    private DeadLetter() {}

    /**
     * A dead letter for a record.
     *
     * @param stage who could not use it
     * @param reason a constant in capitals
     */
    public static ProducerRecord<byte[], byte[]> of(
            String topicPrefix, String stage, ConsumerRecord<byte[], byte[]> record, String reason, String message) {
        var letter = new ProducerRecord<>(Topics.DEAD_LETTERS.in(topicPrefix), record.key(), record.value());
        Headers headers = letter.headers();
        put(headers, STAGE, stage);
        put(headers, TOPIC, record.topic());
        put(headers, PARTITION, Integer.toString(record.partition()));
        put(headers, OFFSET, Long.toString(record.offset()));
        put(headers, TIMESTAMP, Long.toString(record.timestamp()));
        put(headers, REASON, reason);
        put(headers, MESSAGE, shortened(message));
        return letter;
    }

    /** An exception's message can be as long as the record that it quotes. */
    private static String shortened(String message) {
        if (message == null) {
            return "";
        }
        return message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "...";
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
