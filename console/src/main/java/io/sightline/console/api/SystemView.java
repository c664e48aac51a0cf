package io.sightline.console.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the system is.
 *
 * @param stages this process's; empty where they run elsewhere
 * @param lag of each group of consumers, behind which topic
 * @param storage by topic
 * @param deadLetters how many records could not be used and are kept
 */
public record SystemView(
        String version,
        Instant startedAt,
        List<StageView> stages,
        List<Lag> lag,
        List<TopicView> storage,
        long deadLetters,
        List<String> versions) {

    /** @param fault empty if all is well */
    public record StageView(String name, Optional<String> fault) {}

    /** @param records that wait */
    public record Lag(String group, String topic, long records) {}

    /** @param bytes on the brokers' disks, all replicas; empty if the broker does not tell */
    public record TopicView(String topic, long records, Optional<Long> bytes, String kept) {}
}
