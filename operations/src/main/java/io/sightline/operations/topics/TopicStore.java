package io.sightline.operations.topics;

import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What a person at the keyboard does with topics: put a record, read what stands there, follow what comes. Not
 * thread-safe; a tail belongs to whoever opened it.
 */
public final class TopicStore implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Kafka's own default for how often a broker looks for what is out of date. */
    private static final Duration RETENTION_CHECKS = Duration.ofMinutes(5);

    private final Connection connection;
    private final KafkaClients clients;
    private final AvroCodec codec;
    private Producer<byte[], byte[]> producer;

    private TopicStore(Connection connection, KafkaClients clients, AvroCodec codec) {
        this.connection = connection;
        this.clients = clients;
        this.codec = codec;
    }

    public static TopicStore open(Connection connection) {
        return new TopicStore(connection, new KafkaClients(connection), RegistryAvroCodec.open(connection));
    }

    /**
     * Puts a record and returns once all replicas have it.
     *
     * @throws Unavailable if Kafka or the registry does not take it in time
     */
    public <V extends SpecificRecord> void put(Topic<V> topic, String key, V value) {
        try {
            send(topic, key, codec.encode(topic, value));
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /**
     * Puts records of a topic in their order, and returns where each lies once all replicas have them all. They should be
     * few enough for memory.
     *
     * @throws Unavailable if Kafka or the registry does not take one in time; others may be there
     */
    public <V extends SpecificRecord> List<Place> putAll(Topic<V> topic, List<Map.Entry<String, V>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try {
            for (Map.Entry<String, V> record : records) {
                sent.add(begin(topic, record.getKey(), codec.encode(topic, record.getValue())));
            }
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
        return sent.stream().map(s -> placeOf(topic, s)).toList();
    }

    /**
     * Puts records of a topic together: whoever reads sees all of them or none.
     *
     * @param changes by key; empty for a tombstone
     * @throws Unavailable if Kafka or the registry does not take them; then none is there
     */
    public <V extends SpecificRecord> void putTogether(Topic<V> topic, Map<String, Optional<V>> changes) {
        // A name of its own: two at once must not fence each other.
        try (Producer<byte[], byte[]> writer = clients.transactionalProducer("sightline-" + UUID.randomUUID())) {
            writer.initTransactions();
            writer.beginTransaction();
            for (Map.Entry<String, Optional<V>> change : changes.entrySet()) {
                byte[] key = change.getKey().getBytes(StandardCharsets.UTF_8);
                byte[] value = change.getValue().isEmpty()
                        ? null
                        : codec.encode(topic, change.getValue().get());
                // A failure is thrown by the commit.
                var unused = writer.send(new ProducerRecord<>(nameOf(topic), key, value));
            }
            writer.commitTransaction();
        } catch (KafkaException e) {
            throw new Unavailable("Kafka did not take records for topic " + nameOf(topic) + ": " + e.getMessage(), e);
        } catch (DependencyAwayException e) {
            throw new Unavailable(e.getMessage(), e);
        }
    }

    /** Puts a tombstone. @throws Unavailable if Kafka does not take it in time */
    public void remove(Topic<?> topic, String key) {
        send(topic, key, null);
    }

    private void send(Topic<?> topic, String key, byte[] value) {
        var unused = placeOf(topic, begin(topic, key, value));
    }

    private Future<RecordMetadata> begin(Topic<?> topic, String key, byte[] value) {
        if (producer == null) {
            producer = clients.producer("sightline-command");
        }
        String name = nameOf(topic);
        try {
            return producer.send(new ProducerRecord<>(name, key.getBytes(StandardCharsets.UTF_8), value));
        } catch (KafkaException e) {
            throw new Unavailable("Kafka did not take a record for topic " + name + " in time", e);
        }
    }

    private Place placeOf(Topic<?> topic, Future<RecordMetadata> sent) {
        String name = nameOf(topic);
        try {
            RecordMetadata place = sent.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return new Place(place.partition(), place.offset());
        } catch (ExecutionException e) {
            throw new Unavailable(
                    "Kafka did not take a record for topic " + name + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (TimeoutException e) {
            throw new Unavailable("Kafka did not take a record for topic " + name + " in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while writing to topic " + name, e);
        }
    }

    /**
     * The last value of each key at this moment, in the order of their last change; keys with a tombstone are left out.
     *
     * @throws Unavailable if the topic cannot be read in time
     */
    public <V extends SpecificRecord> Map<String, Entry<V>> latest(Topic<V> topic) {
        Map<String, Entry<V>> latest = new LinkedHashMap<>();
        try (TopicTail<V> tail = tail(topic, From.BEGINNING)) {
            tail.untilCaughtUp(PATIENCE, entry -> {
                latest.remove(entry.key());
                if (entry.value() != null) {
                    latest.put(entry.key(), entry);
                }
            });
        }
        return latest;
    }

    /** @throws Unavailable if the topic is not there, or Kafka does not answer in time */
    public <V extends SpecificRecord> TopicTail<V> tail(Topic<V> topic, From from) {
        return TopicTail.open(
                topic, topic.in(connection.topicPrefix()), clients.reader("sightline-command"), codec, from);
    }

    /** The same, for who goes on when Kafka or the registry was away for a while. */
    public <V extends SpecificRecord> PatientTail<V> patientTail(Topic<V> topic, From from) {
        return new PatientTail<>(start -> tail(topic, start), from, System::nanoTime);
    }

    /**
     * How long after it was written a record of a topic with a retention is gone from the disk at the latest, as the
     * broker has it: Kafka deletes whole segments, so the first record of one waits for the last.
     *
     * @throws Unavailable if Kafka does not answer in time
     */
    public Duration goneAfter(Topic<?> topic) {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.in(connection.topicPrefix()));
        try (Admin admin = clients.admin()) {
            Config config = admin.describeConfigs(List.of(resource))
                    .values()
                    .get(resource)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return millis(config, TopicConfig.RETENTION_MS_CONFIG)
                    .plus(millis(config, TopicConfig.SEGMENT_MS_CONFIG))
                    .plus(millis(config, TopicConfig.FILE_DELETE_DELAY_MS_CONFIG))
                    .plus(RETENTION_CHECKS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new Unavailable("Kafka does not tell how long it keeps topic " + resource.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while asking about topic " + resource.name(), e);
        }
    }

    /** How many partitions a topic has, as the broker has it. @throws Unavailable if Kafka does not answer in time */
    public int partitions(Topic<?> topic) {
        String name = nameOf(topic);
        try (Consumer<byte[], byte[]> consumer = clients.reader("sightline-command")) {
            int count = consumer.partitionsFor(name, PATIENCE).size();
            if (count == 0) {
                throw new Unavailable("Kafka has no topic " + name + "; ./sightline up creates it");
            }
            return count;
        } catch (KafkaException e) {
            throw new Unavailable("Kafka does not tell how topic " + name + " is divided: " + e.getMessage(), e);
        }
    }

    public String nameOf(Topic<?> topic) {
        return topic.in(connection.topicPrefix());
    }

    public Connection connection() {
        return connection;
    }

    public KafkaClients clients() {
        return clients;
    }

    public AvroCodec codec() {
        return codec;
    }

    private static Duration millis(Config config, String name) {
        return Duration.ofMillis(Long.parseLong(config.get(name).value()));
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(PATIENCE);
        }
        codec.close();
    }
}
