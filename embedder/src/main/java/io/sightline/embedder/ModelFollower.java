package io.sightline.embedder;

import io.micrometer.core.instrument.MeterRegistry;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topic {@code models} from its beginning and goes on with it, on a thread of its own, which also loads what is
 * wanted. While Kafka or the registry is away, what is known holds.
 */
final class ModelFollower implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);
    private static final String NAME = "embedder-models";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    private final ModelRoster roster;
    private final ModelShelf shelf;
    private final Connection connection;
    private final AvroCodec codec;
    private final ServiceContext context;
    private final Health.Component health;
    private final Thread thread = new Thread(this::run, NAME);
    private volatile boolean running;

    private volatile Consumer<byte[], byte[]> consumer;

    // All below belongs to the follower's thread.
    private Map<TopicPartition, Long> ends = Map.of();
    private String away = "";

    /** The component of health that tells whether the models are there. */
    static Health.Component healthIn(ServiceContext context) {
        return context.health().component(NAME);
    }

    /** @param codec stays the caller's */
    ModelFollower(
            ModelRoster roster, ModelShelf shelf, Connection connection, AvroCodec codec, ServiceContext context) {
        this.roster = roster;
        this.shelf = shelf;
        this.connection = connection;
        this.codec = codec;
        this.context = context;
        this.health = healthIn(context);
    }

    @Override
    public void start() {
        running = true;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        running = false;
        Consumer<byte[], byte[]> waiting = consumer;
        if (waiting != null) {
            waiting.wakeup();
        }
        if (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join(STOP_PATIENCE.toMillis());
                thread.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (running) {
                try {
                    read();
                    isBack();
                } catch (InterruptException | WakeupException e) {
                    throw e;
                } catch (KafkaException e) {
                    isAway("Topic " + topic() + " cannot be read: " + e.getMessage());
                } catch (DependencyAwayException e) {
                    isAway(e.getMessage());
                }
                roster.tend();
                if (!away.isEmpty()) {
                    Thread.sleep(AGAIN.toMillis());
                }
            }
        } catch (InterruptedException | InterruptException | WakeupException stopped) {
            // close() asked for it
        } catch (RuntimeException | Error bug) {
            fail(bug);
        } finally {
            health.down("stopped");
            if (consumer != null) {
                Thread.interrupted(); // else closing fails, and the connection is left to the broker's patience
                consumer.close();
            }
        }
    }

    private void fail(Throwable bug) {
        LOG.atError().setCause(bug).log("Following the models failed");
        context.health().fail("Following the models failed: " + bug);
        context.failure().accept(bug);
    }

    private void read() throws DependencyAwayException {
        if (consumer == null) {
            consumer = new KafkaClients(connection).reader(NAME);
        }
        if (ends.isEmpty()) {
            assign();
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        for (int i = 0; i < records.size(); i++) {
            try {
                apply(records.get(i));
            } catch (DependencyAwayException e) {
                // From here on they come again; from the last to the first, so that the first of a partition counts.
                for (int left = records.size() - 1; left >= i; left--) {
                    consumer.seek(
                            partitionOf(records.get(left)), records.get(left).offset());
                }
                throw e;
            }
        }
        if (!roster.isOpen()
                && ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey(), ANSWER) >= e.getValue())) {
            roster.open();
        }
    }

    private void assign() throws DependencyAwayException {
        List<TopicPartition> partitions = consumer.partitionsFor(topic(), ANSWER).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new DependencyAwayException(
                    "kafka",
                    "Kafka lacks the topic " + topic() + "; ./sightline topics --config FILE makes and mends topics",
                    null);
        }
        Map<TopicPartition, Long> now = consumer.endOffsets(partitions, ANSWER);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        ends = now;
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) throws DependencyAwayException {
        String key = record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8);
        try {
            ModelRecord value = record.value() == null ? null : codec.decode(Topics.MODELS, record.value());
            roster.apply(key, value);
        } catch (BadRecordException e) {
            skip(record, e);
        }
    }

    private void skip(ConsumerRecord<byte[], byte[]> record, BadRecordException bad) {
        MeterRegistry metrics = context.metrics();
        metrics.counter("sightline.embedder.models.skipped", "reason", bad.reason())
                .increment();
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("offset", record.offset())
                .addKeyValue("reason", bad.reason())
                .addKeyValue("message", bad.getMessage())
                .log("Record about a model is skipped");
    }

    private void isAway(String reason) {
        if (!reason.equals(away)) {
            LOG.atWarn().addKeyValue("reason", reason).log("Models cannot be followed now; what is known holds");
        }
        away = reason;
        if (!roster.isOpen()) {
            shelf.isEmptyBecause(reason);
            health.down(reason);
        }
    }

    private void isBack() {
        if (!away.isEmpty()) {
            LOG.atInfo().log("Models are followed again");
        }
        away = "";
    }

    private String topic() {
        return Topics.MODELS.in(connection.topicPrefix());
    }

    private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
