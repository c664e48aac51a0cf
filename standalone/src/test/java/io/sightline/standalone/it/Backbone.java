package io.sightline.standalone.it;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.kafka.TopicReconciler;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.Topic;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.local.LocalKafka;
import io.sightline.standalone.local.LocalRegistry;
import io.sightline.standalone.local.Ports;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** A real broker and a real registry for a test, each of which can be stopped and started again on its port. */
final class Backbone implements AutoCloseable {
    private static final Distribution BUILT = Distribution.locate();

    private final Path folder;
    private final int kafkaPort = Ports.free();
    private final int registryPort = Ports.free();
    private LocalKafka kafka;
    private LocalRegistry registry;

    /** Failures that services reported: a test looks whether it is empty. */
    final List<Throwable> failures = new CopyOnWriteArrayList<>();

    final Health health = new Health();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final ServiceContext context = new ServiceContext(metrics, health, failures::add);

    Backbone(Path folder) {
        this.folder = folder;
    }

    static Backbone started(Path folder) throws Exception {
        Backbone backbone = new Backbone(folder);
        backbone.startKafka();
        backbone.startRegistry();
        new TopicReconciler(backbone.connection(), Optional.empty()).reconcile();
        return backbone;
    }

    Connection connection() {
        return new Connection(
                Map.of("bootstrap.servers", "127.0.0.1:" + kafkaPort),
                new RegistryConfig("http://127.0.0.1:" + registryPort, Map.of()),
                "");
    }

    void startKafka() throws Exception {
        kafka = LocalKafka.start(BUILT, folder.resolve("kafka"), kafkaPort);
    }

    void stopKafka() {
        kafka.close();
    }

    void startRegistry() throws Exception {
        registry = LocalRegistry.start(BUILT, folder.resolve("registry"), registryPort);
    }

    void stopRegistry() {
        registry.close();
    }

    AvroCodec codec() {
        return RegistryAvroCodec.open(connection());
    }

    /** Produces and waits for the acknowledgement. */
    void produce(Topic<?> topic, String key, byte[] value) throws Exception {
        try (Producer<byte[], byte[]> producer = new KafkaClients(connection()).producer("test")) {
            producer.send(new ProducerRecord<>(topic.in(""), key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    <V extends SpecificRecord> void produce(Topic<V> topic, String key, V value) throws Exception {
        try (AvroCodec codec = codec()) {
            produce(topic, key, codec.encode(topic, value));
        }
    }

    /** All records of a topic from the beginning, once there are {@code count}; what there is after the patience. */
    List<ConsumerRecord<byte[], byte[]>> read(Topic<?> topic, int count, Duration patience) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer = new KafkaClients(connection()).reader("test")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.in("")).stream()
                    .map((PartitionInfo p) -> new TopicPartition(p.topic(), p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + patience.toNanos();
            while (all.size() < count && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }

    <V extends SpecificRecord> List<V> values(Topic<V> topic, int count, Duration patience) throws Exception {
        List<V> values = new ArrayList<>();
        try (AvroCodec codec = codec()) {
            for (ConsumerRecord<byte[], byte[]> record : read(topic, count, patience)) {
                values.add(codec.decode(topic, record.value()));
            }
        }
        return values;
    }

    static void await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        await(() -> what, patience, condition);
    }

    static void await(Supplier<String> what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        try {
            Waiting.until(what, patience, condition::getAsBoolean);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError(e); // the condition throws none that are checked
        }
    }

    @Override
    public void close() {
        if (registry != null) {
            registry.close();
        }
        if (kafka != null) {
            kafka.close();
        }
    }
}
