package io.sightline.core.kafka;

import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the broker and the registry to what {@link Topics} declares: creates topics that are missing, sets what
 * differs, registers schemas with their compatibility. Safe to run again, and by several at once.
 */
public final class TopicReconciler {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReconciler.class);
    private static final Duration TOMBSTONES_KEPT = Duration.ofDays(60);
    private static final Duration SHORTEST_SEGMENT = Duration.ofMinutes(1);

    private final Connection connection;
    private final Optional<Short> replicationFactor;

    /** @param replicationFactor of new topics; empty for the broker's default */
    public TopicReconciler(Connection connection, Optional<Short> replicationFactor) {
        this.connection = connection;
        this.replicationFactor = replicationFactor;
    }

    /**
     * Does it.
     *
     * @return what cannot be brought to the declaration and needs a person, such as another number of partitions
     * @throws DependencyAwayException if Kafka or the registry does not answer or refuses
     */
    public List<String> reconcile() throws DependencyAwayException {
        List<String> problems;
        try (Admin admin = new KafkaClients(connection).admin()) {
            problems = reconcileTopics(admin);
        } catch (ExecutionException e) {
            throw new DependencyAwayException(
                    "kafka", "Kafka does not take the topics: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        new SubjectReconciler(connection).reconcile();
        return problems;
    }

    private List<String> reconcileTopics(Admin admin) throws ExecutionException, InterruptedException {
        Set<String> existing = admin.listTopics().names().get();
        Map<String, Topic<?>> kept = new TreeMap<>();
        List<NewTopic> missing = new ArrayList<>();
        for (Topic<?> topic : Topics.ALL) {
            String name = topic.in(connection.topicPrefix());
            if (existing.contains(name)) {
                kept.put(name, topic);
            } else {
                missing.add(new NewTopic(name, Optional.of(topic.partitions()), replicationFactor)
                        .configs(configOf(topic)));
            }
        }
        for (var creation : admin.createTopics(missing).values().entrySet()) {
            try {
                creation.getValue().get();
                LOG.atInfo().addKeyValue("topic", creation.getKey()).log("Topic is created");
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
        alterWhatDiffers(admin, kept);
        return partitionProblems(admin, kept);
    }

    private void alterWhatDiffers(Admin admin, Map<String, Topic<?>> kept)
            throws ExecutionException, InterruptedException {
        List<ConfigResource> resources = kept.keySet().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        Map<ConfigResource, java.util.Collection<AlterConfigOp>> changes = new HashMap<>();
        for (Map.Entry<ConfigResource, Config> current :
                admin.describeConfigs(resources).all().get().entrySet()) {
            List<AlterConfigOp> differing = new ArrayList<>();
            configOf(kept.get(current.getKey().name())).forEach((key, value) -> {
                ConfigEntry entry = current.getValue().get(key);
                if (entry == null || !value.equals(entry.value())) {
                    differing.add(new AlterConfigOp(new ConfigEntry(key, value), OpType.SET));
                }
            });
            if (!differing.isEmpty()) {
                changes.put(current.getKey(), differing);
                LOG.atInfo().addKeyValue("topic", current.getKey().name()).log("Topic is brought to its declaration");
            }
        }
        admin.incrementalAlterConfigs(changes).all().get();
    }

    private static List<String> partitionProblems(Admin admin, Map<String, Topic<?>> kept)
            throws ExecutionException, InterruptedException {
        List<String> problems = new ArrayList<>();
        for (TopicDescription described :
                admin.describeTopics(kept.keySet()).allTopicNames().get().values()) {
            int declared = kept.get(described.name()).partitions();
            int actual = described.partitions().size();
            if (actual != declared) {
                problems.add("Topic " + described.name() + " has " + actual + " partitions, expected " + declared
                        + "; partitions cannot be changed without moving keys: copy it to a new topic");
            }
        }
        return problems;
    }

    /** The topic's settings on the broker. */
    static Map<String, String> configOf(Topic<?> topic) {
        Map<String, String> config = new TreeMap<>();
        int maxBytes =
                topic.equals(Topics.DEAD_LETTERS) ? KafkaClients.MAX_DEAD_LETTER_BYTES : KafkaClients.MAX_MESSAGE_BYTES;
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBytes));
        if (topic.kept() instanceof Topic.Kept.For kept) {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            config.put(
                    TopicConfig.RETENTION_MS_CONFIG, Long.toString(kept.time().toMillis()));
            // Only closed segments are deleted: a short retention needs short segments.
            long segment = Math.max(SHORTEST_SEGMENT.toMillis(), kept.time().toMillis() / 10);
            config.put(
                    TopicConfig.SEGMENT_MS_CONFIG,
                    Long.toString(Math.min(segment, Duration.ofDays(7).toMillis())));
            topic.maxBytesPerPartition().ifPresent(bytes -> {
                config.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(bytes));
                config.put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(bytes / 8));
            });
        } else {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            // A tombstone must reach the disk soon: it may be somebody's erasure.
            config.put(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, "0.1");
            // Whoever was down for less hears of every removal when they read on.
            config.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TOMBSTONES_KEPT.toMillis()));
            config.put(
                    TopicConfig.SEGMENT_MS_CONFIG,
                    Long.toString(Duration.ofDays(1).toMillis()));
            config.put(
                    TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                    Long.toString(Duration.ofDays(7).toMillis()));
        }
        return config;
    }
}
