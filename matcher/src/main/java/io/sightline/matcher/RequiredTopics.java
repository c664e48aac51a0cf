package io.sightline.matcher;

import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
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
        List<String> names = TOPICS.stream().map(t -> t.in(topicPrefix)).toList();
        try {
            return layoutFault(
                    admin.describeTopics(names).allTopicNames().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.of("Kafka does not answer");
        } catch (ExecutionException e) {
            return Optional.of(
                    "Kafka says of the matcher's topics: " + e.getCause().getMessage());
        } catch (KafkaException e) {
            return Optional.of("Kafka cannot be asked: " + e.getMessage());
        }
    }

    private Optional<String> layoutFault(Map<String, TopicDescription> topics) {
        int embeddings = partitions(topics, Topics.EMBEDDINGS);
        int people = partitions(topics, Topics.PEOPLE);
        if (embeddings != people) {
            // A person's enrolments and their erasure would meet different tasks, and the forgotten would come back.
            return Optional.of("Topics embeddings and people need equally many partitions, they have " + embeddings
                    + " and " + people);
        }
        int gallery = partitions(topics, Topics.GALLERY);
        return gallery == 1 ? Optional.empty() : Optional.of("Topic gallery needs one partition, it has " + gallery);
    }

    private int partitions(Map<String, TopicDescription> topics, Topic<?> topic) {
        return topics.get(topic.in(topicPrefix)).partitions().size();
    }
}
