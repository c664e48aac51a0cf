package io.sightline.client;

import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads identity events and hands each over at most once, in its camera's order, and only while it is fresh.
 *
 * <p>It reads what is committed, from all partitions of the topic, without a consumer group: one process reads with one
 * set of {@link Marks}. It goes on by itself after its broker, its registry or its disk was away, and tells when they
 * are.
 *
 * <p>One thread calls {@link #run} or {@link #poll}; {@link #close}, {@link #isReady} and {@link #away} are for any.
 */
public final class IdentityEvents implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(IdentityEvents.class);
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration BEFORE_A_RETRY = Duration.ofMillis(250);
    private static final Duration PATIENCE_AT_CLOSE = Duration.ofSeconds(10);

    private final EventLog events;
    private final TopicWatch watch;
    private final RecordReader reader;
    private final Marks marks;
    private final Reports reports;
    private final Turnstile turnstile;
    private final Start start;

    private final ReentrantLock running = new ReentrantLock();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private Optional<String> cannotRead = Optional.empty();
    private boolean replaced;
    private volatile boolean positioned;
    private boolean released;

    IdentityEvents(IdentityEventsBuilder builder, EventHandler handler) {
        ReaderSettings settings = new ReaderSettings(builder.kafka);
        String topic = Topics.IDENTITY_EVENTS.in(builder.topicPrefix);
        marks = builder.marks;
        start = builder.start;
        reports = new Reports(handler);
        turnstile = new Turnstile(marks, new Freshness(builder.clock, builder.tolerance), builder.cameras, reports);
        reader = new RecordReader(settings.values());
        events = new EventLog(
                new KafkaConsumer<>(settings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                topic);
        watch = new TopicWatch(Admin.create(settings.admin()), topic, System::nanoTime);
    }

    /**
     * Begins to describe a reader.
     *
     * @param kafka plain settings of a Kafka consumer: {@code bootstrap.servers}, what TLS and SASL need, and
     *     {@code schema.registry.url} (see {@link IdentityEventDeserializer}), or a {@code value.deserializer} of your
     *     choice that yields {@link IdentityEvent}, with its own settings. A {@code group.id} is not used
     */
    public static IdentityEventsBuilder reading(Map<String, ?> kafka) {
        return new IdentityEventsBuilder(kafka);
    }

    /** Hands events over until {@link #close} is called, or this thread is interrupted. */
    public void run() {
        try {
            while (closing.getCount() > 0) {
                poll(ROUND);
            }
        } catch (InterruptException e) {
            // The thread's interrupt flag is set again.
            log.atInfo().log("The reader is interrupted, and ends");
        }
    }

    /**
     * Hands over what is there, or comes within the time. After {@link #close} it does nothing.
     *
     * @param atMost how long to wait; what the handler does, and a broker that does not answer (5 s), come on top
     */
    public void poll(Duration atMost) {
        running.lock();
        try {
            if (running.getHoldCount() > 1) {
                throw new IllegalStateException("poll was called by the handler");
            }
            if (closing.getCount() > 0) {
                round(atMost);
            }
        } catch (WakeupException e) {
            // Close says so.
        } finally {
            if (closing.getCount() == 0) {
                release();
            }
            running.unlock();
        }
    }

    private void round(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        try {
            watch.tick();
            if (isAnotherLog() || !positioned) {
                positioned = false;
                positioned = position(left(end));
            }
            if (positioned && waiting.isEmpty()) {
                fetch(left(end));
                cannotRead = Optional.empty();
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            cannotRead = Optional.of("Kafka does not let us read: " + e.getMessage());
        }
        reportBroker();
        boolean allHandedOver = handOverAll();
        boolean settled = settle();
        if (!allHandedOver || !settled || !positioned || cannotRead.isPresent()) {
            pause(left(end));
        }
    }

    private void fetch(Duration atMost) {
        try {
            events.poll(atMost).forEach(waiting::add);
        } catch (OffsetOutOfRangeException e) {
            log.atWarn().addKeyValue("why", e.getMessage()).log("The log is no longer where reading was");
            events.recover(e).forEach(turnstile::moved);
        }
    }

    private boolean isAnotherLog() {
        Optional<String> known = marks.log();
        Optional<String> actual = watch.topic().map(t -> t.topicId().toString());
        if (known.isPresent() && actual.isPresent() && !known.equals(actual)) {
            replaced = true;
            return true;
        }
        return false;
    }

    private boolean position(Duration atMost) {
        if (watch.topic().isEmpty()) {
            awaitTopic(atMost);
            isAnotherLog();
        }
        if (watch.topic().isEmpty()) {
            return false;
        }
        TopicDescription topic = watch.topic().get();
        String id = topic.topicId().toString();
        Map<Integer, Long> at = replaced ? events.beginnings(topic) : events.positions(topic, start, marks);
        try {
            if (!marks.log().equals(Optional.of(id))) {
                marks.begin(id);
            }
            turnstile.begin(at, replaced || start instanceof Start.Last);
        } catch (IOException e) {
            reports.isAway(Dependency.MARKS, "The marks cannot be written: " + e.getMessage());
            return false;
        }
        waiting.clear();
        events.readFrom(at);
        if (replaced) {
            reports.logReplaced();
            replaced = false;
        }
        reports.ready(at);
        return true;
    }

    private void awaitTopic(Duration atMost) {
        try {
            watch.await(atMost.compareTo(ROUND) < 0 ? atMost : ROUND);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void reportBroker() {
        Optional<String> trouble = watch.trouble().or(() -> cannotRead);
        if (trouble.isPresent()) {
            reports.isAway(Dependency.BROKER, trouble.get());
        } else if (watch.topic().isPresent()) {
            reports.isThere(Dependency.BROKER);
        }
    }

    /** @return whether nothing is left to be handed over */
    private boolean handOverAll() {
        while (!waiting.isEmpty() && closing.getCount() > 0) {
            ConsumerRecord<byte[], byte[]> record = waiting.peek();
            try {
                IdentityEvent event = reader.read(record);
                reports.isThere(Dependency.REGISTRY);
                turnstile.offer(record.partition(), record.offset(), event);
            } catch (RegistryAwayException e) {
                reports.isAway(Dependency.REGISTRY, e.getMessage());
                return false;
            } catch (SerializationException e) {
                turnstile.refuseUnreadable(record.partition(), record.offset(), e.getMessage());
            } catch (IOException e) {
                reports.isAway(Dependency.MARKS, "The marks cannot be written: " + e.getMessage());
                return false;
            }
            waiting.remove();
        }
        return true;
    }

    private boolean settle() {
        try {
            turnstile.settle();
            reports.isThere(Dependency.MARKS);
            return true;
        } catch (IOException e) {
            reports.isAway(Dependency.MARKS, "The marks cannot be written: " + e.getMessage());
            return false;
        }
    }

    private void pause(Duration atMost) {
        Duration time = atMost.compareTo(BEFORE_A_RETRY) < 0 ? atMost : BEFORE_A_RETRY;
        try {
            if (closing.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("Closed while waiting for a dependency");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Whether events come: it knows where to read, and nothing that it needs is away. */
    public boolean isReady() {
        return positioned && reports.away().isEmpty();
    }

    /** What is away, and why; empty if nothing is. */
    public Map<Dependency, String> away() {
        return reports.away();
    }

    /**
     * Ends it: the event that is being handed over is the last. Waits for that, at most ten seconds; called by the
     * handler, it returns at once and {@link #run} ends after the handler does.
     */
    @Override
    public void close() {
        closing.countDown();
        if (running.isHeldByCurrentThread()) {
            return;
        }
        if (!running.tryLock()) {
            events.wakeup();
            try {
                if (!running.tryLock(PATIENCE_AT_CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    log.atWarn().log("The handler does not end; the reader is closed after it");
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        try {
            release();
        } finally {
            running.unlock();
        }
    }

    private void release() {
        if (released) {
            return;
        }
        released = true;
        positioned = false;
        closeQuietly(turnstile::settle, events::close, watch::close, reader::close, marks::close);
    }

    @FunctionalInterface
    private interface Closing {
        void close() throws IOException;
    }

    private static void closeQuietly(Closing... parts) {
        for (Closing part : parts) {
            try {
                part.close();
            } catch (IOException | RuntimeException e) {
                log.atWarn().addKeyValue("why", e.getMessage()).log("A part of the reader did not close in order");
            }
        }
    }
}
