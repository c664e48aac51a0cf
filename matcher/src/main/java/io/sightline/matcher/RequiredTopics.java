package io.sightline.matcher;

import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Sees to it that Kafka and the topics are there before Kafka Streams starts: without them it gives up. */
final class RequiredTopics {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final List<Topic<?>> TOPICS = List.of(
            Topics.EMBEDDINGS,
            Topics.PEOPLE,
            Topics.GALLERY,
            Topics.STRANGERS,
            Topics.MODELS,
            Topics.LABELS,
            Topics.LABEL_RESULTS,
            Topics.IDENTITY_EVENTS,
            Topics.ENROLLMENT_RESULTS,
            Topics.DEAD_LETTERS);

    private static final String REMEDY = "; ./sightline topics --config FILE makes and mends topics";

    private final String topicPrefix;

    RequiredTopics(String topicPrefix) {
        this.topicPrefix = topicPrefix;
    }

    /** What is in the way, for an operator; empty if all is well. */
    Optional<String> fault(Admin admin) throws InterruptedException {
        try {
            Map<String, TopicDescription> topics = describe(admin);
            Optional<String> missing = absenceFault(topics);
            if (missing.isPresent()) {
                return missing;
            }
            Optional<String> layoutFault = layoutFault(topics);
            return layoutFault.isPresent() ? layoutFault : retentionFault(admin);
        } catch (TimeoutException e) {
            return Optional.of("Kafka does not answer");
        } catch (ExecutionException e) {
            return Optional.of(
                    "Kafka says of the matcher's topics: " + e.getCause().getMessage());
        } catch (KafkaException e) {
            return Optional.of("Kafka cannot be asked: " + e.getMessage());
        }
    }

    /** Those that are there. */
    private Map<String, TopicDescription> describe(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<String> names = TOPICS.stream().map(t -> t.in(topicPrefix)).toList();
        Map<String, TopicDescription> found = new HashMap<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                found.put(topic.getKey(), answer(topic.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return found;
    }

    private Optional<String> absenceFault(Map<String, TopicDescription> topics) {
        List<String> missing = TOPICS.stream()
                .map(t -> t.in(topicPrefix))
                .filter(name -> !topics.containsKey(name))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("Kafka lacks the topics " + String.join(", ", missing) + REMEDY);
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** With a broker's default settings enrolments would be acknowledged, and gone a week later. */
    private Optional<String> retentionFault(Admin admin)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (Topic<?> topic : TOPICS) {
            if (!(topic.kept() instanceof Topic.Kept.LastOfEachKey)) {
                continue;
            }
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.in(topicPrefix));
            Config config =
                    answer(admin.describeConfigs(List.of(resource)).all()).get(resource);
            String policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value();
            if (!TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy)) {
                return Optional.of("Topic " + resource.name() + " needs cleanup.policy=compact, it has " + policy
                        + ": what was enrolled or forgotten would be deleted after a while" + REMEDY);
            }
        }
        return Optional.empty();
    }

    private Optional<String> layoutFault(Map<String, TopicDescription> topics) {
        int embeddings = partitions(topics, Topics.EMBEDDINGS);
        int people = partitions(topics, Topics.PEOPLE);
        if (embeddings != people) {
            // A person's enrolments and their erasure would meet different tasks, and the forgotten would come back.
            return Optional.of("Topics embeddings and people need equally many partitions, they have " + embeddings
                    + " and " + people);
        }
        int labels = partitions(topics, Topics.LABELS);
        if (embeddings != labels) {
            return Optional.of("Topics embeddings and labels need equally many partitions, they have " + embeddings
                    + " and " + labels);
        }
        int gallery = partitions(topics, Topics.GALLERY);
        return gallery == 1 ? Optional.empty() : Optional.of("Topic gallery needs one partition, it has " + gallery);
    }

    private int partitions(Map<String, TopicDescription> topics, Topic<?> topic) {
        return topics.get(topic.in(topicPrefix)).partitions().size();
    }
}
