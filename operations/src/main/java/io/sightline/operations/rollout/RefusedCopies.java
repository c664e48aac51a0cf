package io.sightline.operations.rollout;

import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EnrollmentRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Copies that a stage could not make: it has put them to the dead letters, and nobody else answers. One thread. */
final class RefusedCopies implements AutoCloseable {
    /** The embedder's word for a model that it cannot load: nobody is lost by that, only nobody can be copied yet. */
    private static final String UNKNOWN_MODEL = "UNKNOWN_MODEL";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final TopicStore topics;
    private final String to;
    private final Consumer<byte[], byte[]> consumer;

    private RefusedCopies(TopicStore topics, String to, Consumer<byte[], byte[]> consumer) {
        this.topics = topics;
        this.to = to;
        this.consumer = consumer;
    }

    /** Those for a model, from now on. @throws Unavailable if the dead letters cannot be read */
    static RefusedCopies open(TopicStore topics, String to) {
        String name = topics.nameOf(Topics.DEAD_LETTERS);
        Consumer<byte[], byte[]> consumer = topics.clients().reader("sightline-command");
        try {
            List<TopicPartition> partitions = consumer.partitionsFor(name, PATIENCE).stream()
                    .map(p -> new TopicPartition(name, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.endOffsets(partitions, PATIENCE).forEach(consumer::seek);
            return new RefusedCopies(topics, to, consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw new Unavailable("Topic " + name + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Of which templates there will be no copy, and why.
     *
     * @throws Unavailable if the model cannot be loaded, so that there will be none at all
     */
    Map<Template.Key, String> poll() {
        Map<Template.Key, String> refused = new HashMap<>();
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ZERO)) {
                enrollment(record)
                        .filter(e -> e.getCopyOf() != null
                                && e.getCopyOf().getToModelId().equals(to))
                        .ifPresent(e -> refused.put(
                                new Template.Key(e.getPersonId(), e.getCopyOf().getTemplateId()), why(record, to)));
            }
        } catch (KafkaException e) {
            throw new Unavailable("The dead letters cannot be read: " + e.getMessage(), e);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
        return refused;
    }

    /** @throws Unavailable if it is for the model, and not for the picture */
    static String why(ConsumerRecord<byte[], byte[]> letter, String to) {
        String stage = header(letter, DeadLetter.STAGE);
        String message = header(letter, DeadLetter.MESSAGE);
        if (header(letter, DeadLetter.REASON).equals(UNKNOWN_MODEL)) {
            throw new Unavailable("The " + stage + " cannot use " + to + ": " + message
                    + ". Nobody can be copied to it; what was copied before stays");
        }
        return stage + " refused it: " + message;
    }

    /** Whom the letter's record was to enrol; empty if it is of another kind or cannot be read. */
    private Optional<EnrollmentRef> enrollment(ConsumerRecord<byte[], byte[]> letter) throws DependencyAwayException {
        String topic = header(letter, DeadLetter.TOPIC);
        try {
            if (letter.value() == null) {
                return Optional.empty();
            }
            if (topic.equals(topics.nameOf(Topics.CROPS))) {
                return Optional.ofNullable(
                        topics.codec().decode(Topics.CROPS, letter.value()).getEnrollment());
            }
            if (topic.equals(topics.nameOf(Topics.EMBEDDINGS))) {
                return Optional.ofNullable(
                        topics.codec().decode(Topics.EMBEDDINGS, letter.value()).getEnrollment());
            }
            return Optional.empty();
        } catch (BadRecordException e) {
            return Optional.empty(); // it is there because it cannot be read
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
