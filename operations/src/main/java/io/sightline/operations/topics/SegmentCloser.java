package io.sightline.operations.topics;

import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that what was erased leaves the disk in time.
 *
 * <p>Kafka compacts closed segments only, and closes an old one only when a further record arrives. Where nobody is
 * enrolled after an erasure, that would be never. So this leaves a tombstone now and then, of a key that nobody has: to
 * the matcher it says that nobody is to be removed.
 */
public final class SegmentCloser implements AutoCloseable {
    /** Of the form that a template's key has, which is all that the matcher asks of a tombstone. */
    static final String KEY = "~nobody/~nothing/~none";

    /** Where a name or a face stands until compaction. */
    private static final List<Topic<?>> TOPICS = List.of(Topics.PEOPLE, Topics.GALLERY);
    /** A segment is old after a day; more often, so that one that is just not old yet does not wait another day. */
    private static final Duration PERIOD = Duration.ofHours(6);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(SegmentCloser.class);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final String topicPrefix;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        var named = new Thread(work, "segment-closer");
        named.setDaemon(true);
        return named;
    });

    SegmentCloser(Supplier<Producer<byte[], byte[]>> producers, String topicPrefix) {
        this.producers = producers;
        this.topicPrefix = topicPrefix;
    }

    /** Does it now, and every few hours from now on, until it is closed. The topics must be there. */
    public static SegmentCloser start(Connection connection) {
        var clients = new KafkaClients(connection);
        var closer = new SegmentCloser(() -> clients.producer("sightline-segment-closer"), connection.topicPrefix());
        // What goes wrong is told there; nothing comes of it.
        var unused =
                closer.thread.scheduleAtFixedRate(closer::appendToAll, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        return closer;
    }

    void appendToAll() {
        try (Producer<byte[], byte[]> producer = producers.get()) {
            byte[] key = KEY.getBytes(StandardCharsets.UTF_8);
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Topic<?> topic : TOPICS) {
                for (int partition = 0; partition < topic.partitions(); partition++) {
                    sent.add(producer.send(new ProducerRecord<>(topic.in(topicPrefix), partition, key, null)));
                }
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (InterruptedException | InterruptException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | RuntimeException e) {
            // Thrown on, it would be the last time.
            LOG.atWarn().setCause(e).log("Segments with erased records are not closed yet; trying again later");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            // A producer that is at work closes itself; nothing is lost if it does not manage to.
            if (!thread.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atDebug().log("Segment closer is still at work");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
