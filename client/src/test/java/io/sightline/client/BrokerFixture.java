package io.sightline.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sightline.core.testkit.LocalBroker;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and a registry for tests; each test has topics of its own prefix. */
final class BrokerFixture implements AutoCloseable {
    final LocalBroker broker;
    final TestRegistry registry;

    private BrokerFixture(LocalBroker broker, TestRegistry registry) {
        this.broker = broker;
        this.registry = registry;
    }

    static BrokerFixture start(Path folder) throws Exception {
        LocalBroker broker = new LocalBroker(folder);
        broker.start();
        return new BrokerFixture(broker, TestRegistry.start());
    }

    Map<String, String> settings() {
        return Map.of("bootstrap.servers", broker.servers(), "schema.registry.url", registry.url());
    }

    void createTopic(String prefix, int partitions) throws Exception {
        try (Admin admin = admin()) {
            admin.createTopics(List.of(new NewTopic(topic(prefix), partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.servers()));
    }

    static String topic(String prefix) {
        return Topics.IDENTITY_EVENTS.in(prefix);
    }

    Producer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", broker.servers());
        settings.put("linger.ms", 0);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Written and acknowledged, with the time of capture as the record's. */
    void produce(String prefix, IdentityEvent... events) throws Exception {
        try (Producer<byte[], byte[]> producer = producer(Map.of())) {
            for (IdentityEvent event : events) {
                producer.send(record(prefix, event)).get();
            }
        }
    }

    void produceRaw(String prefix, String camera, byte[] value) throws Exception {
        try (Producer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topic(prefix), camera.getBytes(UTF_8), value))
                    .get();
        }
    }

    static ProducerRecord<byte[], byte[]> record(String prefix, IdentityEvent event) {
        Instant time = event.getCapturedAt();
        return new ProducerRecord<>(
                topic(prefix),
                null,
                time.toEpochMilli(),
                event.getCameraId().getBytes(UTF_8),
                TestRegistry.encoded(event));
    }

    @Override
    public void close() {
        registry.close();
        broker.close();
    }
}
