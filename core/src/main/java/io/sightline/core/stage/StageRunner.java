package io.sightline.core.stage;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import io.sightline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls, decodes, lets the stage process, sends, and commits: at least once, on one thread.
 *
 * <p>A bad record is dead-lettered and the stream goes on. While Kafka or the registry is away, the batch is kept and
 * tried again; the partitions are paused meanwhile, so that the group does not lose its member. A partition that is
 * revoked takes its part of the batch with it: its next owner begins at the committed offset and state.
 */
public final class StageRunner<I extends SpecificRecord> implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(StageRunner.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);
    private static final String TRACEPARENT = "traceparent";

    private final RunnerOptions options;
    private final Topic<I> topic;
    private final Stage<I> stage;
    private final Connection connection;
    private final AvroCodec codec;
    private final ServiceContext context;
    private final Health.Component health;
    private final Thread thread;
    private final Counter received;
    private final Timer processing;
    private volatile boolean running;

    // All below belongs to the runner's thread.
    private Consumer<byte[], byte[]> consumer;
    private StageSender sender;
    private final Set<TopicPartition> revoked = new HashSet<>();
    /** A batch is held while something is away: nothing more may be fetched, of new partitions neither. */
    private boolean holding;
    /** Something was away or refused; said until the next thing succeeds. */
    private boolean away;

    /** Makes a runner; it owns the stage and closes it, the codec stays the caller's. */
    public StageRunner(
            RunnerOptions options,
            Topic<I> topic,
            Stage<I> stage,
            Connection connection,
            AvroCodec codec,
            ServiceContext context) {
        this.options = options;
        this.topic = topic;
        this.stage = stage;
        this.connection = connection;
        this.codec = codec;
        this.context = context;
        this.health = context.health().component(options.groupId());
        this.thread = new Thread(this::run, options.groupId());
        MeterRegistry metrics = context.metrics();
        this.received = Counter.builder("sightline.stage.records")
                .description("Records taken in by a stage")
                .tag("stage", options.groupId())
                .register(metrics);
        this.processing = Timer.builder("sightline.stage.batch")
                .description("Time a stage works on one batch")
                .tag("stage", options.groupId())
                .publishPercentileHistogram()
                .register(metrics);
    }

    @Override
    public void start() {
        running = true;
        thread.start();
    }

    @Override
    public void close() {
        running = false;
        if (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join(STOP_PATIENCE.toMillis());
                if (thread.isAlive()) {
                    LOG.atWarn().addKeyValue("stage", options.groupId()).log("Stage is interrupted to stop in time");
                    thread.interrupt();
                    thread.join(STOP_PATIENCE.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        KafkaClients clients = new KafkaClients(connection);
        try (Consumer<byte[], byte[]> ownConsumer = consumerOf(clients);
                StageSender ownSender = new StageSender(options.groupId(), clients, codec, context.metrics());
                // No tags of ours: Prometheus wants the same keys on the meters of all clients, and Streams adds none.
                KafkaClientMetrics consumerMetrics = new KafkaClientMetrics(ownConsumer)) {
            consumer = ownConsumer;
            sender = ownSender;
            consumerMetrics.bindTo(context.metrics());
            consumer.subscribe(List.of(topic.in(connection.topicPrefix())), new Rebalances());
            while (running) {
                try {
                    step();
                } catch (AuthenticationException | AuthorizationException e) {
                    refused(e);
                }
            }
        } catch (RuntimeException | Error e) {
            // A slow stop is interrupted, and whatever that breaks off is not a bug.
            if (running || e instanceof Error) {
                fail(e);
            }
        } finally {
            stage.close();
            health.down("stopped");
        }
    }

    /** A broker whose name cannot be resolved yet is away like any other. */
    private Consumer<byte[], byte[]> consumerOf(KafkaClients clients) {
        while (true) {
            try {
                return clients.groupConsumer(options.groupId(), options.maxBatch());
            } catch (KafkaException e) {
                if (!running) {
                    throw e;
                }
                isAway("Kafka cannot be reached: " + reasonOf(e), "kafka");
                pause();
            }
        }
    }

    private static String reasonOf(KafkaException e) {
        return e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
    }

    /** Credentials or rights can be mended while we run: unready, not dead. */
    private void refused(ApiException refusal) {
        isAway("Kafka refuses: " + refusal.getMessage(), "kafka");
        pause();
    }

    private static void pause() {
        try {
            Thread.sleep(LONGEST_WAIT.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Makes unready, and says so once for each reason. */
    private void isAway(String reason, String dependency) {
        away = true;
        if (!reason.equals(health.fault().orElse(null))) {
            LOG.atWarn()
                    .addKeyValue("stage", options.groupId())
                    .addKeyValue("dependency", dependency)
                    .addKeyValue("reason", reason)
                    .log("Stage waits for a dependency");
        }
        health.down(reason);
    }

    private void isBack() {
        if (away) {
            away = false;
            health.up();
            LOG.atInfo().addKeyValue("stage", options.groupId()).log("Stage goes on");
        }
    }

    private void fail(Throwable bug) {
        LOG.atError().addKeyValue("stage", options.groupId()).setCause(bug).log("Stage failed");
        context.health().fail("Stage " + options.groupId() + " failed: " + bug);
        context.failure().accept(bug);
    }

    private void step() {
        revoked.clear();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        consumer.poll(POLL).forEach(records::add);
        isBack();
        if (records.isEmpty()) {
            return;
        }
        received.increment(records.size());
        StageOutput output = new StageOutput(options.groupId(), connection.topicPrefix(), records);
        List<Inbound<I>> batch = decode(records, output);
        if (!running) {
            return;
        }
        isBack();
        if (patiently(() -> process(batch, output)) && patiently(() -> send(output))) {
            commit(records);
        }
    }

    private void process(List<Inbound<I>> batch, StageOutput output) throws DependencyAwayException {
        dropRevoked(batch, output);
        if (batch.isEmpty()) {
            return;
        }
        Timer.Sample sample = Timer.start();
        stage.process(batch, output);
        sample.stop(processing);
    }

    private void dropRevoked(List<Inbound<I>> batch, StageOutput output) {
        batch.removeIf(i -> revoked.contains(new TopicPartition(topic.in(connection.topicPrefix()), i.partition())));
        output.drop(revoked);
    }

    private void send(StageOutput output) throws DependencyAwayException {
        output.drop(revoked);
        sender.send(output);
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws DependencyAwayException;
    }

    /** Tries until it succeeds. False if the runner was stopped first: then nothing may be committed. */
    private boolean patiently(Attempt attempt) {
        long wait = FIRST_WAIT.toMillis();
        while (true) {
            try {
                attempt.run();
                isBack();
                return true;
            } catch (DependencyAwayException e) {
                if (!waitFor(e, wait)) {
                    return false;
                }
                wait = Math.min(2 * wait, LONGEST_WAIT.toMillis());
            }
        }
    }

    /** Decodes in order, waiting while the registry is away. */
    private List<Inbound<I>> decode(List<ConsumerRecord<byte[], byte[]>> records, StageOutput output) {
        List<Inbound<I>> batch = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                I value = decodePatiently(record);
                if (value != null) {
                    batch.add(inbound(record, value));
                }
            } catch (BadRecordException e) {
                output.reject(inbound(record, null), e.reason(), e.getMessage());
            }
        }
        return batch;
    }

    /** Null when the runner was stopped or the record's partition was revoked first. */
    private I decodePatiently(ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
        long wait = FIRST_WAIT.toMillis();
        while (running && !revoked.contains(partitionOf(record))) {
            try {
                return codec.decode(topic, record.value());
            } catch (DependencyAwayException e) {
                waitFor(e, wait);
                wait = Math.min(2 * wait, LONGEST_WAIT.toMillis());
            }
        }
        return null;
    }

    private void commit(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            TopicPartition partition = partitionOf(record);
            if (!revoked.contains(partition)) {
                offsets.put(partition, new OffsetAndMetadata(record.offset() + 1, stateOf(partition)));
            }
        }
        long wait = FIRST_WAIT.toMillis();
        while (!offsets.isEmpty()) {
            try {
                consumer.commitSync(offsets);
                isBack();
                return;
            } catch (CommitFailedException | RebalanceInProgressException e) {
                // The group moves on without us. The next owner works on these records again: at least once.
                LOG.atWarn().addKeyValue("stage", options.groupId()).log("Commit came too late for the group");
                return;
            } catch (RetriableException e) {
                if (!waitFor(new DependencyAwayException("kafka", "Kafka does not take commits", e), wait)) {
                    return;
                }
                wait = Math.min(2 * wait, LONGEST_WAIT.toMillis());
                offsets.keySet().removeAll(revoked);
            }
        }
    }

    private String stateOf(TopicPartition partition) {
        String state = stage.stateOf(partition.partition());
        if (state.getBytes(StandardCharsets.UTF_8).length > 4096) {
            throw new IllegalStateException("State of " + partition + " is " + state.length()
                    + " characters long, Kafka keeps 4096 bytes with an offset");
        }
        return state;
    }

    /** Says what is away, and stays in the group for a while. False when the runner is to stop. */
    private boolean waitFor(DependencyAwayException exception, long millis) {
        isAway(exception.getMessage(), exception.dependency());
        holding = true;
        try {
            consumer.pause(consumer.assignment());
            long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
            do {
                consumer.poll(POLL);
            } while (running && System.nanoTime() < end);
        } finally {
            holding = false;
        }
        consumer.resume(consumer.assignment());
        return running;
    }

    private Inbound<I> inbound(ConsumerRecord<byte[], byte[]> record, I value) {
        var trace = record.headers().lastHeader(TRACEPARENT);
        return new Inbound<>(
                topic,
                record.partition(),
                record.offset(),
                record.timestamp(),
                record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                value,
                trace == null ? null : new String(trace.value(), StandardCharsets.UTF_8));
    }

    private static TopicPartition partitionOf(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(Set.copyOf(partitions));
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata last = committed.get(partition);
                stage.restore(partition.partition(), last == null ? "" : last.metadata());
            }
            // They come unpaused, also those that were paused when the group expelled us.
            if (holding) {
                consumer.pause(partitions);
            } else {
                health.up();
            }
            LOG.atInfo()
                    .addKeyValue("stage", options.groupId())
                    .addKeyValue("partitions", partitions.size())
                    .log("Stage was given partitions");
        }

        private Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
            while (true) {
                try {
                    return consumer.committed(partitions);
                } catch (TimeoutException e) {
                    health.down("Kafka does not answer");
                }
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                revoked.add(partition);
                stage.release(partition.partition());
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }
    }
}
