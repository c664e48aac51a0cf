package io.sightline.trainer.archive;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions of all topics to one member of the group; the others stand by. Who had them keeps them. Made by
 * the consumer, by name.
 */
public final class SoleOwnerAssignor implements ConsumerPartitionAssignor {
    private boolean isOwner;

    @Override
    public String name() {
        return "sightline-sole-owner";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return ByteBuffer.wrap(new byte[] {(byte) (isOwner ? 1 : 0)});
    }

    @Override
    public GroupAssignment assign(Cluster cluster, GroupSubscription subscriptions) {
        TreeMap<String, Subscription> members = new TreeMap<>(subscriptions.groupSubscription());
        String owner = members.entrySet().stream()
                .filter(member -> saysThatItOwns(member.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(members::firstKey);
        Map<String, Assignment> assignments = new HashMap<>();
        members.forEach((member, subscription) -> assignments.put(
                member, new Assignment(member.equals(owner) ? all(cluster, subscription.topics()) : List.of())));
        return new GroupAssignment(assignments);
    }

    private static boolean saysThatItOwns(Subscription subscription) {
        ByteBuffer data = subscription.userData();
        return data != null && data.remaining() == 1 && data.get(data.position()) == 1;
    }

    private static List<TopicPartition> all(Cluster cluster, List<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            int count = cluster.partitionCountForTopic(topic) == null ? 0 : cluster.partitionCountForTopic(topic);
            for (int partition = 0; partition < count; partition++) {
                partitions.add(new TopicPartition(topic, partition));
            }
        }
        return partitions;
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        isOwner = !assignment.partitions().isEmpty();
    }
}
