package io.sightline.console.audit;

import io.sightline.console.api.AuditEntry;
import io.sightline.console.kafka.Stores;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topic {@code audit}. Thread-safe. */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final Duration READ_LIMIT = Duration.ofSeconds(20);
    private static final List<Duration> SPANS = List.of(Duration.ofDays(1), Duration.ofDays(30));

    private final Stores stores;
    private final InstantSource clock;

    public AuditLog(Stores stores, InstantSource clock) {
        this.stores = stores;
        this.clock = clock;
    }

    /** Something that is about to be done, or was. */
    public static final class Deed {
        private final AuditRecord record;

        private Deed(AuditRecord record) {
            this.record = record;
        }
    }

    /**
     * Writes down what is about to be done; returns once Kafka has it.
     *
     * @throws Unavailable if Kafka does not take it: then it must not be done
     */
    public Deed begin(String actor, String action, String subject, String remote, Map<String, String> details) {
        var record = new AuditRecord(
                UUID.randomUUID().toString(), actor, action, subject, clock.instant(), remote, details, null);
        put(record);
        return new Deed(record);
    }

    /** Writes down that it was not done after all. Does what it can: the request has failed already. */
    public void failed(Deed deed, String why) {
        AuditRecord record = AuditRecord.newBuilder(deed.record)
                .setFailure(why == null ? "" : why)
                .build();
        try {
            put(record);
        } catch (Unavailable e) {
            LOG.atWarn()
                    .addKeyValue("deed", record.getDeedId())
                    .addKeyValue("action", record.getAction())
                    .setCause(e)
                    .log("The audit could not be told of a failure");
        }
    }

    private void put(AuditRecord record) {
        stores.with(topics -> {
            topics.put(Topics.AUDIT, record.getActor(), record);
            return null;
        });
    }

    /**
     * The last deeds, the latest first.
     *
     * @param most how many; a few more where several are of the oldest one's moment
     * @param before only those that were earlier; empty for the very last
     * @throws Unavailable if the topic cannot be read
     */
    public List<AuditEntry> latest(int most, Optional<Instant> before) {
        return stores.with(topics -> latest(topics, most, before));
    }

    private List<AuditEntry> latest(TopicStore topics, int most, Optional<Instant> before) {
        // The last day has most of what is asked for; everything is read only for what is long ago.
        for (Duration span : SPANS) {
            Instant start = before.orElseGet(clock::instant).minus(span);
            LatestDeeds latest = read(topics, new From.Time(start), new LatestDeeds(most, before));
            if (latest.isFullSince(start)) {
                return latest.entries();
            }
        }
        return read(topics, From.BEGINNING, new LatestDeeds(most, before)).entries();
    }

    private static LatestDeeds read(TopicStore topics, From from, LatestDeeds latest) {
        try (TopicTail<AuditRecord> tail = topics.tail(Topics.AUDIT, from)) {
            tail.untilCaughtUp(READ_LIMIT, (Entry<AuditRecord> entry) -> {
                if (entry.value() != null) {
                    latest.learn(entry.value());
                }
            });
        }
        return latest;
    }
}
