package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraHealth;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthPublisherTest {
    private static final Duration BOUND = Duration.ofSeconds(15);

    private final List<MockProducer<byte[], byte[]>> producers = new CopyOnWriteArrayList<>();
    private final List<Throwable> bugs = new CopyOnWriteArrayList<>();
    private final InMemoryAvro avro = new InMemoryAvro();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Retries retries = new Retries();
    private volatile RuntimeException refusal;
    private volatile boolean registryAway;
    private final HealthPublisher publisher =
            new HealthPublisher(this::producer, new Registry(), "site1-", retries, metrics, bugs::add);

    @AfterEach
    void close() {
        publisher.close();
        assertThat(bugs).isEmpty();
    }

    /** Each wait until the next try lasts until the test ends it. */
    private static final class Retries implements TimeSource {
        private final Semaphore begun = new Semaphore(0);
        private final Semaphore over = new Semaphore(0);

        @Override
        public long wallMillis() {
            return 0;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void sleep(Duration time) throws InterruptedException {
            begun.release();
            over.acquire();
        }
    }

    private final class Registry implements AvroCodec {
        @Override
        public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException {
            if (registryAway) {
                throw new DependencyAwayException("registry", "The schema registry does not answer", null);
            }
            return avro.encode(topic, value);
        }

        @Override
        public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) throws BadRecordException {
            return avro.decode(topic, bytes);
        }
    }

    private MockProducer<byte[], byte[]> producer() {
        var producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        producer.sendException = refusal;
        producers.add(producer);
        return producer;
    }

    private static CameraHealth health(int at) {
        return CameraHealth.newBuilder()
                .setCameraId("lobby")
                .setFrom(Instant.ofEpochMilli(0))
                .setAt(Instant.ofEpochMilli(at))
                .setUpMillis(at)
                .setPictures(0)
                .setDropped(0)
                .setUp(true)
                .build();
    }

    private List<ProducerRecord<byte[], byte[]>> sent() {
        return producers.stream().flatMap(p -> p.history().stream()).toList();
    }

    private double dropped() {
        return metrics.get("sightline.ingest.health.dropped").counter().count();
    }

    @Test
    void recordsArriveInOrderWithTheirCamerasKey() throws Exception {
        publisher.start();
        for (int i = 0; i < 10; i++) {
            publisher.offer(health(i));
        }
        Waiting.until("all arrive", BOUND, () -> sent().size() == 10);

        assertThat(sent()).extracting(ProducerRecord::timestamp).isSorted();
        ProducerRecord<byte[], byte[]> first = sent().get(0);
        assertThat(first.topic()).isEqualTo("site1-camera-health");
        assertThat(first.key()).isEqualTo("lobby".getBytes(StandardCharsets.UTF_8));
        assertThat(avro.decode(Topics.CAMERA_HEALTH, first.value())).isEqualTo(health(0));
    }

    @Test
    void whileKafkaRefusesNobodyWaitsTheOldestGoAndAreCounted() throws Exception {
        refusal = new TopicAuthorizationException("camera-health is not yours");
        publisher.start();
        publisher.offer(health(0));
        retries.begun.acquire(); // the first is in hand
        for (int i = 1; i <= HealthPublisher.CAPACITY + 200; i++) {
            publisher.offer(health(i));
        }
        assertThat(dropped()).isEqualTo(200);

        refusal = null;
        retries.over.release();
        Waiting.until("the rest arrives", BOUND, () -> sent().size() == HealthPublisher.CAPACITY + 1);
        assertThat(sent().get(0).timestamp()).isZero();
        assertThat(sent().get(1).timestamp()).isEqualTo(201);
        assertThat(dropped()).isEqualTo(200);
    }

    @Test
    void aProducerThatFailedIsReplaced() throws Exception {
        refusal = new KafkaException("in an error state");
        publisher.start();
        publisher.offer(health(0));
        retries.begun.acquire();
        assertThat(producers.get(0).closed()).isTrue();

        refusal = null;
        retries.over.release();
        Waiting.until("it arrives", BOUND, () -> sent().size() == 1);
        assertThat(producers).hasSize(2);
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() throws Exception {
        registryAway = true;
        publisher.start();
        publisher.offer(health(0));
        retries.begun.acquire();
        assertThat(sent()).isEmpty();

        registryAway = false;
        retries.over.release();
        Waiting.until("it arrives", BOUND, () -> sent().size() == 1);
    }

    @Test
    void whatWaitsIsSentBeforeTheEnd() {
        for (int i = 0; i < 10; i++) {
            publisher.offer(health(i));
        }
        publisher.start();
        publisher.close();

        assertThat(sent()).hasSize(10);
        assertThat(producers.get(0).closed()).isTrue();
    }

    @Test
    void anEndIsNotHeldUpByAKafkaThatRefuses() throws Exception {
        refusal = new KafkaException("gone");
        publisher.start();
        publisher.offer(health(0));
        retries.begun.acquire();

        long begun = System.nanoTime();
        publisher.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }
}
