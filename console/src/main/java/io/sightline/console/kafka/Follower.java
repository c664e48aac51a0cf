package io.sightline.console.kafka;

import io.sightline.core.service.Connection;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.PatientTail;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a topic all the time, in a thread of its own, and goes on when Kafka was away. */
public final class Follower<V extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CATCH_UP = Duration.ofMinutes(2);
    private static final long RETRY_MILLIS = 1_000;
    private static final long GRACE_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final Topic<V> topic;
    private final Connection connection;
    private final From from;
    private final Consumer<Entry<V>> each;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean isClosed;

    private Follower(Connection connection, Topic<V> topic, From from, Consumer<Entry<V>> each) {
        this.connection = connection;
        this.topic = topic;
        this.from = from;
        this.each = each;
        this.thread = new Thread(this::run, "console-" + topic.name());
        thread.setDaemon(true);
    }

    /** @param each gets every record, in the order of its partition, in the follower's thread */
    public static <V extends SpecificRecord> Follower<V> start(
            Connection connection, Topic<V> topic, From from, Consumer<Entry<V>> each) {
        var follower = new Follower<>(connection, topic, from, each);
        follower.thread.start();
        return follower;
    }

    private void run() {
        while (!isClosed) {
            try (TopicStore topics = TopicStore.open(connection);
                    PatientTail<V> tail = topics.patientTail(topic, from)) {
                tail.untilCaughtUp(CATCH_UP, this::hand);
                caughtUp.countDown();
                while (!isClosed) {
                    List<Entry<V>> entries = tail.poll(POLL);
                    entries.forEach(this::hand);
                }
            } catch (Unavailable e) {
                pause();
            }
        }
    }

    /** What one record does must not keep the others from coming. */
    private void hand(Entry<V> entry) {
        try {
            each.accept(entry);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("partition", entry.partition())
                    .addKeyValue("offset", entry.offset())
                    .setCause(e)
                    .log("Record was not taken in");
        }
    }

    /** It begins anew then: what it hands over twice must not matter to whoever gets it. */
    private void pause() {
        try {
            if (!isClosed) {
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            isClosed = true;
        }
    }

    /** Whether all that stood in the topic at the start was handed over, waiting for it a while. */
    public boolean awaitCaughtUp(Duration limit) throws InterruptedException {
        return caughtUp.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        isClosed = true;
        try {
            // Between two polls it ends by itself; Kafka's client complains if it is interrupted.
            thread.join(GRACE_MILLIS);
            thread.interrupt();
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
