package io.sightline.console.system;

import io.sightline.console.api.SystemView;
import io.sightline.console.api.SystemView.Lag;
import io.sightline.console.api.SystemView.StageView;
import io.sightline.console.api.SystemView.TopicView;
import io.sightline.core.service.Health;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How the stages are, how far they are behind, and how much is stored. Thread-safe. */
final class SystemState {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Health health;
    private final String version;
    private final Instant startedAt;

    /** @param health of this process: in standalone that of all stages */
    SystemState(Health health, String version, Instant startedAt) {
        this.health = health;
        this.version = version;
        this.startedAt = startedAt;
    }

    /** @throws Unavailable if Kafka does not answer */
    SystemView view(TopicStore topics) {
        try (Admin admin = topics.clients().admin()) {
            Map<TopicPartition, Long> ends = offsets(admin, topics, OffsetSpec.latest());
            Map<TopicPartition, Long> begins = offsets(admin, topics, OffsetSpec.earliest());
            return new SystemView(
                    version,
                    startedAt,
                    health.components().entrySet().stream()
                            .map(c -> new StageView(c.getKey(), c.getValue()))
                            .toList(),
                    lag(admin, ends),
                    storage(admin, topics, begins, ends),
                    count(topics.nameOf(Topics.DEAD_LETTERS), begins, ends),
                    List.of(
                            "Sightline " + version,
                            "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
                            System.getProperty("os.name") + " " + System.getProperty("os.version")));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Unavailable("Kafka does not tell how it is: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while asking Kafka", e);
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, TopicStore topics, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> names = new ArrayList<>(get(admin.listTopics().names()));
        names.retainAll(Topics.ALL.stream().map(topics::nameOf).toList());
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        get(admin.describeTopics(names).allTopicNames()).forEach((name, topic) -> topic.partitions()
                .forEach(p -> asked.put(new TopicPartition(name, p.partition()), which)));
        Map<TopicPartition, Long> found = new HashMap<>();
        Map<TopicPartition, ListOffsetsResultInfo> answers =
                get(admin.listOffsets(asked).all());
        answers.forEach((partition, info) -> found.put(partition, info.offset()));
        return found;
    }

    private static List<Lag> lag(Admin admin, Map<TopicPartition, Long> ends)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, ListConsumerGroupOffsetsSpec> groups = new TreeMap<>();
        get(admin.listGroups().all()).forEach(g -> groups.put(g.groupId(), new ListConsumerGroupOffsetsSpec()));
        List<Lag> lags = new ArrayList<>();
        if (groups.isEmpty()) {
            return lags;
        }
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed =
                get(admin.listConsumerGroupOffsets(groups).all());
        new TreeMap<>(committed).forEach((group, offsets) -> {
            Map<String, Long> byTopic = new TreeMap<>();
            offsets.forEach((partition, offset) -> {
                if (offset != null && ends.containsKey(partition)) {
                    byTopic.merge(partition.topic(), Math.max(0, ends.get(partition) - offset.offset()), Long::sum);
                }
            });
            byTopic.forEach((topic, records) -> lags.add(new Lag(group, topic, records)));
        });
        return lags;
    }

    private static List<TopicView> storage(
            Admin admin, TopicStore topics, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends)
            throws InterruptedException {
        Map<String, Long> bytes = bytes(admin);
        List<TopicView> views = new ArrayList<>();
        for (Topic<?> topic : Topics.ALL) {
            String name = topics.nameOf(topic);
            views.add(
                    new TopicView(name, count(name, begins, ends), Optional.ofNullable(bytes.get(name)), kept(topic)));
        }
        return views;
    }

    /** Those who may not ask brokers for their disks are shown the rest. */
    private static Map<String, Long> bytes(Admin admin) throws InterruptedException {
        Map<String, Long> bytes = new HashMap<>();
        try {
            List<Integer> brokers = get(admin.describeCluster().nodes()).stream()
                    .map(n -> n.id())
                    .toList();
            get(admin.describeLogDirs(brokers).allDescriptions()).values().forEach(dirs -> dirs.values()
                    .forEach(dir -> dir.replicaInfos()
                            .forEach((partition, replica) ->
                                    bytes.merge(partition.topic(), replica.size(), Long::sum))));
        } catch (ExecutionException | TimeoutException e) {
            return Map.of();
        }
        return bytes;
    }

    private static String kept(Topic<?> topic) {
        if (topic.kept() instanceof Topic.Kept.For span) {
            long days = span.time().toDays();
            return days > 0
                    ? "for " + days + (days == 1 ? " day" : " days")
                    : "for " + span.time().toMinutes() + " minutes";
        }
        return "the last of each key";
    }

    private static long count(String topic, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .filter(e -> e.getKey().topic().equals(topic))
                .mapToLong(e -> e.getValue() - begins.getOrDefault(e.getKey(), 0L))
                .sum();
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
