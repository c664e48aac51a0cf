package io.sightline.matcher;

import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Sees to it that Kafka and the topics are there before Kafka Streams starts: without them it gives up. */
final class RequiredTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<Topic<?>> TOPICS = List.of(
            Topics.EMBEDDINGS,
            Topics.PEOPLE,
            Topics.GALLERY,
            Topics.IDENTITY_EVENTS,
            Topics.ENROLLMENT_RESULTS,
            Topics.DEAD_LETTERS);

    private final String topicPrefix;

    RequiredTopics(String topicPrefix) {
        this.topicPrefix = topicPrefix;
    }

    /** What is in the way, for an operator; empty if all is well. */
    Optional<String> fault(Admin admin) throws InterruptedException {
        for (Topic<?> topic : TOPICS) {
            Optional<String> fault = fault(admin, topic);
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<String> fault(Admin admin, Topic<?> topic) throws InterruptedException {
        String name = topic.in(topicPrefix);
        try {
            int partitions = admin.describeTopics(List.of(name))
                    .allTopicNames()
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .get(name)
                    .partitions()
                    .size();
            // With other counts a person's enrolments and their erasure would meet different tasks.
            return partitions == topic.partitions()
                    ? Optional.empty()
                    : Optional.of("Topic " + name + " has " + partitions + " partitions, expected "
                            + topic.partitions());
        } catch (TimeoutException e) {
            return Optional.of("Kafka does not answer");
        } catch (ExecutionException e) {
            return Optional.of("Kafka says of topic " + name + ": " + e.getCause().getMessage());
        } catch (KafkaException e) {
            return Optional.of("Kafka cannot be asked: " + e.getMessage());
        }
    }
}
