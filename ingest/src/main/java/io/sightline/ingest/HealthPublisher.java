package io.sightline.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the cameras' health to Kafka, one record after the other, on a thread and with a producer of its own: a topic
 * that is missing or forbidden must not hold up pictures. While it cannot be written, it is tried again, and the oldest
 * records go; that is counted, and harms nobody.
 */
final class HealthPublisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthPublisher.class);

    /** An hour and a half of ten cameras. */
    static final int CAPACITY = 1000;

    private static final Duration RETRY = Duration.ofSeconds(5);

    /** Longer than a producer tries by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final Supplier<Producer<byte[], byte[]>> producers;
    private final AvroCodec codec;
    private final String topic;
    private final TimeSource time;
    private final Counter dropped;
    private final Consumer<Throwable> failure;
    private final LinkedBlockingDeque<Optional<CameraHealth>> waiting = new LinkedBlockingDeque<>(CAPACITY);
    private final Thread thread = new Thread(this::run, "ingest-health");

    // Belong to the thread.
    private Producer<byte[], byte[]> producer;
    private boolean away;

    /**
     * @param producers makes one when there is something to send; closed here
     * @param failure told of a bug, which ends the publishing of health
     */
    HealthPublisher(
            Supplier<Producer<byte[], byte[]>> producers,
            AvroCodec codec,
            String topicPrefix,
            TimeSource time,
            MeterRegistry metrics,
            Consumer<Throwable> failure) {
        this.producers = producers;
        this.codec = codec;
        this.topic = Topics.CAMERA_HEALTH.in(topicPrefix);
        this.time = time;
        this.dropped = Counter.builder("sightline.ingest.health.dropped")
                .description("Records of cameras' health that went for want of room while Kafka did not take them")
                .register(metrics);
        this.failure = failure;
    }

    void start() {
        thread.start();
    }

    /** Never blocks: where there is no room the oldest record goes. From any thread. */
    void offer(CameraHealth record) {
        add(Optional.of(record));
    }

    /** @param record none for the end */
    private void add(Optional<CameraHealth> record) {
        while (!waiting.offerLast(record)) {
            if (waiting.pollFirst() != null) {
                dropped.increment();
            }
        }
    }

    private void run() {
        try {
            for (var next = waiting.takeFirst(); next.isPresent(); next = waiting.takeFirst()) {
                while (!send(next.get())) {
                    time.sleep(RETRY);
                }
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("The publisher of cameras' health is interrupted to stop");
        } catch (RuntimeException | Error e) {
            failure.accept(e);
        } finally {
            closeProducer();
        }
    }

    /** @return false if it is to be sent again */
    private boolean send(CameraHealth record) throws InterruptedException {
        try {
            byte[] key = record.getCameraId().getBytes(StandardCharsets.UTF_8);
            byte[] value = codec.encode(Topics.CAMERA_HEALTH, record);
            producer()
                    .send(new ProducerRecord<>(topic, null, record.getAt().toEpochMilli(), key, value))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (away) {
                away = false;
                LOG.atInfo().log("Cameras' health is published again");
            }
            return true;
        } catch (InterruptException e) {
            throw e;
        } catch (ExecutionException e) {
            failed(e.getCause());
        } catch (DependencyAwayException | KafkaException | TimeoutException e) {
            failed(e);
        }
        return false;
    }

    private void failed(Throwable reason) {
        if (!away) {
            away = true;
            LOG.atWarn()
                    .addKeyValue("reason", String.valueOf(reason.getMessage()))
                    .log("Cameras' health cannot be published; it is tried again");
        }
        closeProducer(); // it may be one that will not work again
    }

    private Producer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }

    private void closeProducer() {
        if (producer != null) {
            boolean isStopping = Thread.interrupted(); // or closing would leave its thread behind
            producer.close(STOP_PATIENCE);
            producer = null;
            if (isStopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends what waits, for two seconds at most, and ends. */
    @Override
    public void close() {
        add(Optional.empty());
        try {
            thread.join(STOP_PATIENCE.toMillis());
            thread.interrupt();
            thread.join(2 * STOP_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
