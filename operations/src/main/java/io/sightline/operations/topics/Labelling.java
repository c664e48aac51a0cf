package io.sightline.operations.topics;

import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelOutcome;
import io.sightline.schemas.avro.LabelResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/**
 * Says something about who somebody was, and waits for what the matcher makes of it.
 *
 * <p>A label stands in every partition, because events of any camera may depend on it, and in all or in none: it is
 * written in one transaction.
 */
public final class Labelling {
    private static final Duration POLL = Duration.ofMillis(100);
    /** What a label corrects is committed with the answer; to read it takes a moment. */
    private static final Duration EVENTS_PATIENCE = Duration.ofSeconds(10);

    private final TopicStore topics;

    public Labelling(TopicStore topics) {
        this.topics = topics;
    }

    /**
     * What became of a label.
     *
     * @param partitions how many were asked
     * @param answers one of each partition that answered in time, by partition
     * @param corrections the events that it made, as far as they were seen in time
     */
    public record Outcome(Label label, int partitions, List<LabelResult> answers, List<IdentityEvent> corrections) {
        /** What counts, if partitions say different things; the first of these that was said. */
        private static final List<LabelOutcome> WEIGHT = List.of(
                LabelOutcome.FAILED,
                LabelOutcome.APPLIED,
                LabelOutcome.PERSON_ERASED,
                LabelOutcome.UNKNOWN_EVENT,
                LabelOutcome.NOT_SAID,
                LabelOutcome.ALREADY,
                LabelOutcome.NOTHING_HERE);

        /** Whether every partition has answered. */
        public boolean isComplete() {
            return answers.size() == partitions;
        }

        /** NOTHING_HERE if nobody answered. */
        public LabelOutcome verdict() {
            return WEIGHT.stream().filter(this::isSaid).findFirst().orElse(LabelOutcome.NOTHING_HERE);
        }

        public boolean isSaid(LabelOutcome outcome) {
            return answers.stream().anyMatch(a -> a.getOutcome() == outcome);
        }

        /** What those who say so have to add. */
        public List<String> messages(LabelOutcome outcome) {
            return answers.stream()
                    .filter(a -> a.getOutcome() == outcome)
                    .map(LabelResult::getMessage)
                    .filter(m -> !m.isBlank())
                    .distinct()
                    .toList();
        }

        /** Events that were corrected or retracted, over all partitions. */
        public int events() {
            return answers.stream().mapToInt(LabelResult::getEvents).sum();
        }

        /** Faces that were learned or unlearned. */
        public int templates() {
            return answers.stream().mapToInt(LabelResult::getTemplates).sum();
        }

        /** How many of the corrections were seen on each camera. */
        public SortedMap<String, Integer> eventsByCamera() {
            SortedMap<String, Integer> counts = new TreeMap<>();
            corrections.forEach(e -> counts.merge(e.getCameraId(), 1, Integer::sum));
            return counts;
        }
    }

    /** In which partition the events of a camera are, and the labels and embeddings that go with them. */
    public int homePartition(String cameraId) {
        return PartitionReader.partitionOf(cameraId, topics.partitions(Topics.LABELS));
    }

    /**
     * Writes the label and waits until every partition has answered, or the patience is at its end.
     *
     * @throws Unavailable if Kafka or the registry does not take it; then it stands nowhere
     */
    public Outcome say(Label label, Duration patience) {
        int partitions = topics.partitions(Topics.LABELS);
        Map<Integer, LabelResult> answers = new TreeMap<>();
        Map<String, IdentityEvent> corrections = new LinkedHashMap<>();
        // Opened before anything is written: no answer can be missed.
        try (TopicTail<LabelResult> results = topics.tail(Topics.LABEL_RESULTS, From.END);
                TopicTail<IdentityEvent> events = topics.tail(Topics.IDENTITY_EVENTS, From.END)) {
            write(label, partitions);
            long deadline = System.nanoTime() + patience.toNanos();
            while (answers.size() < partitions && System.nanoTime() < deadline) {
                for (Entry<LabelResult> entry : results.poll(POLL)) {
                    LabelResult answer = entry.value();
                    if (answer != null && answer.getLabelId().equals(label.getLabelId())) {
                        answers.put(answer.getPartition(), answer);
                    }
                }
            }
            int made =
                    answers.values().stream().mapToInt(LabelResult::getEvents).sum();
            long until = System.nanoTime() + EVENTS_PATIENCE.toNanos();
            while (corrections.size() < made && System.nanoTime() < until) {
                for (Entry<IdentityEvent> entry : events.poll(POLL)) {
                    if (entry.value() != null
                            && label.getLabelId().equals(entry.value().getLabelId())) {
                        corrections.put(entry.value().getEventId(), entry.value());
                    }
                }
            }
        }
        return new Outcome(label, partitions, List.copyOf(answers.values()), List.copyOf(corrections.values()));
    }

    private void write(Label label, int partitions) {
        String name = topics.nameOf(Topics.LABELS);
        try (Producer<byte[], byte[]> producer = new KafkaClients(transactional()).producer("sightline-command")) {
            byte[] value = topics.codec().encode(Topics.LABELS, label);
            producer.initTransactions();
            producer.beginTransaction();
            for (int partition = 0; partition < partitions; partition++) {
                // A failure is thrown by the commit.
                var unused = producer.send(new ProducerRecord<>(
                        name,
                        partition,
                        label.getSaidAt().toEpochMilli(),
                        label.getLabelId().getBytes(StandardCharsets.UTF_8),
                        value));
            }
            producer.commitTransaction();
        } catch (KafkaException e) {
            throw new Unavailable("Kafka did not take the label: " + e.getMessage(), e);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /** An id of its own: two commands at once must not fence each other. */
    private Connection transactional() {
        Connection plain = topics.connection();
        Map<String, String> kafka = new HashMap<>(plain.kafka());
        kafka.put(
                "producer." + ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                plain.topicPrefix() + "sightline-label-" + UUID.randomUUID());
        return new Connection(kafka, plain.registry(), plain.topicPrefix());
    }
}
