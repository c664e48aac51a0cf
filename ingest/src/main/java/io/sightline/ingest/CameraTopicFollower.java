package io.sightline.ingest;

import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Health;
import io.sightline.core.service.ServiceContext;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the topic {@code cameras} without a group: every ingest sees, at every start, what the topic says of each
 * camera by then, and from there on each change. A tombstone removes a camera; settings that cannot be used are shown with the camera; bytes that cannot be read are
 * dead-lettered.
 */
final class CameraTopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CameraTopicFollower.class);
    private static final String STAGE = "ingest";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    private final Supplier<Consumer<byte[], byte[]>> readers;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final AvroCodec codec;
    private final String topicPrefix;
    private final IngestService service;
    private final ServiceContext context;
    private final Health.Component health;
    private final Thread thread = new Thread(this::run, "ingest-cameras");
    private volatile boolean running;

    CameraTopicFollower(
            Supplier<Consumer<byte[], byte[]>> readers,
            Supplier<Producer<byte[], byte[]>> producers,
            AvroCodec codec,
            String topicPrefix,
            IngestService service,
            ServiceContext context) {
        this.readers = readers;
        this.producers = producers;
        this.codec = codec;
        this.topicPrefix = topicPrefix;
        this.service = service;
        this.context = context;
        this.health = context.health().component("ingest/cameras");
    }

    void start() {
        running = true;
        thread.start();
    }

    private void run() {
        while (running) {
            try {
                follow();
            } catch (WakeupException | InterruptException e) {
                LOG.atDebug().log("Following the cameras' topic ends");
                return;
            } catch (KafkaException e) {
                // Whatever Kafka refuses now, it may allow later; a new consumer begins at the beginning.
                waitAfter("Kafka: " + e.getMessage());
            } catch (RuntimeException | Error e) {
                context.failure().accept(e);
                return;
            }
        }
    }

    private void follow() {
        Consumer<byte[], byte[]> reader = readers.get();
        try {
            Producer<byte[], byte[]> deadLetters = producers.get();
            try {
                follow(reader, deadLetters);
            } finally {
                deadLetters.close(CLOSE_PATIENCE);
            }
        } finally {
            reader.close(CloseOptions.timeout(CLOSE_PATIENCE));
        }
    }

    private void follow(Consumer<byte[], byte[]> reader, Producer<byte[], byte[]> deadLetters) {
        String topic = Topics.CAMERAS.in(topicPrefix);
        List<TopicPartition> partitions = IntStream.range(0, Topics.CAMERAS.partitions())
                .mapToObj(p -> new TopicPartition(topic, p))
                .toList();
        reader.assign(partitions);
        reader.seekToBeginning(partitions);
        for (ConsumerRecord<byte[], byte[]> record : latest(reader, partitions)) {
            apply(record, deadLetters);
        }
        health.up();
        while (running) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                apply(record, deadLetters);
            }
        }
    }

    /**
     * What each camera's key says last, up to the topic's end. What was said before is over: applied in its turn it would
     * stop cameras that run, and open ones that were removed.
     */
    private Collection<ConsumerRecord<byte[], byte[]>> latest(
            Consumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends = awaitEnds(reader, partitions);
        Map<String, ConsumerRecord<byte[], byte[]>> latest = new LinkedHashMap<>();
        while (running
                && ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey(), WAIT) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                latest.put(idOf(record), record);
            }
        }
        return latest.values();
    }

    /** Polling alone would say nothing while Kafka is away. */
    private Map<TopicPartition, Long> awaitEnds(Consumer<byte[], byte[]> reader, List<TopicPartition> partitions) {
        while (running) {
            try {
                return reader.endOffsets(partitions, WAIT.multipliedBy(3));
            } catch (TimeoutException e) {
                health.down("The topic " + Topics.CAMERAS.in(topicPrefix) + " cannot be read: " + e.getMessage());
            }
        }
        return Map.of();
    }

    private static String idOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    private void apply(ConsumerRecord<byte[], byte[]> record, Producer<byte[], byte[]> deadLetters) {
        String id = idOf(record);
        if (record.value() == null) {
            service.remove(id);
            return;
        }
        while (running) {
            try {
                CameraSettings settings = codec.decode(Topics.CAMERAS, record.value());
                health.up();
                if (!settings.getCameraId().equals(id)) {
                    reject(record, deadLetters, "WRONG_KEY", "The key is not the record's cameraId");
                    return;
                }
                use(settings);
                return;
            } catch (BadRecordException e) {
                reject(record, deadLetters, e.reason(), e.getMessage());
                return;
            } catch (DependencyAwayException e) {
                waitAfter(e.getMessage());
            }
        }
    }

    private void use(CameraSettings settings) {
        try {
            service.put(Camera.of(settings));
        } catch (UserError e) {
            service.refuse(settings.getCameraId(), e);
        }
    }

    private void reject(
            ConsumerRecord<byte[], byte[]> record,
            Producer<byte[], byte[]> deadLetters,
            String reason,
            String message) {
        context.metrics()
                .counter("sightline.ingest.cameras.rejected", "reason", reason)
                .increment();
        LOG.atWarn()
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", reason)
                .log("A record of the cameras' topic cannot be used");
        await(deadLetters.send(DeadLetter.of(topicPrefix, STAGE, record, reason, Redaction.apply(message))));
    }

    /** Throws what the producer reports: the topic is then read again, so that no bad record is lost. */
    private static void await(Future<?> sent) {
        try {
            sent.get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void waitAfter(String reason) {
        health.down(reason);
        try {
            Thread.sleep(WAIT.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join(STOP_PATIENCE.toMillis());
            thread.interrupt();
            thread.join(STOP_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
