package io.sightline.console.outbound;

import io.sightline.console.outbound.Backlog.Item;
import io.sightline.console.outbound.Backlog.Position;
import io.sightline.console.outbound.Tally.Fate;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.OutboundTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to one target, on a thread of its own, as a member of the target's group: whichever console has a
 * partition goes on where the group's position stands. At least once: what was handed over just before a console died is
 * handed over again, under the same id.
 */
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /** Also how many connections a webhook has. */
    static final int AT_ONCE = 8;

    private static final String GROUP = "sightline-outbound-";
    private static final int MOST_RECORDS = 200;
    /** About 2 kB each. With so many waiting, no more are read. */
    private static final int MOST_WAITING = 5_000;

    private static final Duration TRY = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final long CLOSE_MILLIS = 15_000;

    private final OutboundTarget target;
    private final Channel channel;
    private final Letters letters;
    private final Connection connection;
    private final AvroCodec codec;
    private final Tally tally;
    private final InstantSource clock;
    private final Runnable disable;
    private final String topic;
    private final Thread thread;
    private final ExecutorService hands = Executors.newCachedThreadPool(work -> {
        var hand = new Thread(work, "outbound-try");
        hand.setDaemon(true);
        return hand;
    });
    private volatile boolean isClosed;

    // All below belongs to the courier's thread.
    private Consumer<byte[], byte[]> consumer;
    private Backlog backlog;
    private Map<Integer, Position> committed = new HashMap<>();
    private Instant committedAt = Instant.MIN;
    private Instant notReadingBefore = Instant.MIN;
    private boolean isGone;

    /**
     * Makes one; it owns the channel.
     *
     * @param disable says that the target wants nothing more; throws if that cannot be written down now
     */
    Courier(
            OutboundTarget target,
            Channel channel,
            Letters letters,
            Connection connection,
            AvroCodec codec,
            Tally tally,
            InstantSource clock,
            Runnable disable) {
        this.target = target;
        this.channel = channel;
        this.letters = letters;
        this.connection = connection;
        this.codec = codec;
        this.tally = tally;
        this.clock = clock;
        this.disable = disable;
        this.topic = Topics.IDENTITY_EVENTS.in(connection.topicPrefix());
        this.thread = new Thread(this::run, "outbound-" + target.getTargetId());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosed) {
            backlog = new Backlog(RandomGenerator.getDefault());
            committed = new HashMap<>();
            try (Consumer<byte[], byte[]> open =
                    new KafkaClients(connection).groupConsumer(GROUP + target.getTargetId(), MOST_RECORDS)) {
                consumer = open;
                open.subscribe(List.of(topic), new Rebalances());
                while (!isClosed) {
                    step();
                }
                commit();
            } catch (KafkaException e) {
                tally.error("Kafka cannot be read: " + e.getMessage());
                pause(PAUSE);
            } catch (RuntimeException e) {
                tally.error("Something is wrong in the console; its log says what");
                LOG.atError()
                        .addKeyValue("target", target.getTargetId())
                        .setCause(e)
                        .log("Events are not handed over");
                pause(PAUSE);
            }
        }
    }

    private void step() {
        Instant now = clock.instant();
        if (isGone || backlog.size() >= MOST_WAITING || now.isBefore(notReadingBefore)) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        channel.keep().ifPresent(tally::error);
        take(consumer.poll(backlog.idle(now, POLL)));
        for (Item late : backlog.expire(clock.instant())) {
            tally.count(Fate.EXPIRED);
            LOG.atDebug().addKeyValue("message", late.letter().id()).log("Event was too late for its target");
        }
        boolean isAnythingDone = !isGone && handOver();
        if (isAnythingDone || !clock.instant().isBefore(committedAt.plus(COMMIT_EVERY))) {
            commit();
        }
        tally.waiting(backlog.size(), lag());
        if (isGone) {
            sayGone();
        }
    }

    private long lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong one = consumer.currentLag(partition);
            lag += one.orElse(0);
        }
        return lag;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        boolean isAway = false;
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                isAway = isAway || !isTaken(record);
                if (isAway) {
                    // This one and all after it are read again.
                    consumer.seek(partition, record.offset());
                    notReadingBefore = clock.instant().plus(PAUSE);
                    break;
                }
            }
        }
    }

    private boolean isTaken(ConsumerRecord<byte[], byte[]> record) {
        int partition = record.partition();
        try {
            IdentityEvent event = codec.decode(Topics.IDENTITY_EVENTS, record.value());
            boolean isCorrection = Letters.isCorrection(event);
            if (!letters.isWanted(event) || backlog.isDone(partition, record.offset(), isCorrection)) {
                backlog.pass(partition, record.offset());
            } else if (Letters.isFromTheFuture(event, clock.instant())) {
                backlog.pass(partition, record.offset());
                tally.count(Fate.GIVEN_UP);
                tally.error("An event of camera " + event.getCameraId()
                        + " is from the future: the clock of the machine that runs ingest is ahead of this one's");
            } else {
                Instant deadline = Letters.deadline(event, Instant.ofEpochMilli(record.timestamp()));
                backlog.add(partition, record.offset(), event.getCameraId(), isCorrection, letters.of(event), deadline);
            }
            return true;
        } catch (BadRecordException e) {
            backlog.pass(partition, record.offset());
            tally.count(Fate.GIVEN_UP);
            tally.error("A record of " + topic + " is no event: partition " + partition + ", offset " + record.offset()
                    + " (" + e.reason() + ")");
            return true;
        } catch (DependencyAwayException e) {
            tally.error(e.getMessage());
            return false;
        }
    }

    /** Whether anything is done with. */
    private boolean handOver() {
        List<Item> round = backlog.next(clock.instant(), AT_ONCE);
        if (round.isEmpty() || isClosed) {
            return false;
        }
        boolean isAnythingDone = false;
        List<Future<Outcome>> outcomes = tryAll(round);
        for (int i = 0; i < round.size(); i++) {
            Outcome outcome = outcome(outcomes.get(i));
            if (isClosed && outcome instanceof Outcome.Failed) {
                continue; // Our own doing.
            }
            backlog.answered(round.get(i), outcome, clock.instant());
            count(outcome);
            isAnythingDone |= !(outcome instanceof Outcome.Failed);
        }
        return isAnythingDone;
    }

    private List<Future<Outcome>> tryAll(List<Item> round) {
        List<Callable<Outcome>> tries = new ArrayList<>();
        for (Item item : round) {
            tries.add(() -> {
                Duration left = Duration.between(clock.instant(), item.deadline());
                if (left.isNegative()) {
                    return new Outcome.Failed("It was too late", false, Optional.empty());
                }
                Duration limit = left.compareTo(TRY) < 0 ? left.plusMillis(1) : TRY;
                return channel.send(item.letter(), limit);
            });
        }
        try {
            return hands.invokeAll(tries);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody interrupts a courier", e);
        }
    }

    private static Outcome outcome(Future<Outcome> done) {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("A try failed in a way that is not known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Nobody interrupts a courier", e);
        }
    }

    private void count(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered) {
            tally.count(Fate.DELIVERED);
        } else if (outcome instanceof Outcome.Failed failed) {
            tally.count(Fate.FAILED);
            tally.error(failed.why());
        } else if (outcome instanceof Outcome.GivenUp givenUp) {
            tally.count(Fate.GIVEN_UP);
            tally.error(givenUp.why());
        } else if (outcome instanceof Outcome.Gone gone) {
            tally.count(Fate.GIVEN_UP);
            tally.error(gone.why());
            isGone = true;
        }
    }

    /** Nothing is sent any more; the record that says so also ends this courier. */
    private void sayGone() {
        try {
            disable.run();
            LOG.atInfo().addKeyValue("target", target.getTargetId()).log("Target wants nothing more, and is disabled");
        } catch (RuntimeException e) {
            tally.error("The target wants nothing more, which could not be written down yet: " + e.getMessage());
        }
        pause(PAUSE);
    }

    private void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        Map<Integer, Position> positions = backlog.positions();
        positions.forEach((partition, position) -> {
            if (!position.equals(committed.get(partition))) {
                offsets.put(new TopicPartition(topic, partition), GroupPosition.written(position));
            }
        });
        committedAt = clock.instant();
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets);
            committed = positions;
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // The group moves on without us; the next owner begins at the last commit.
            LOG.atWarn().addKeyValue("target", target.getTargetId()).log("Commit came too late for the group");
        } catch (RetriableException e) {
            tally.error("Kafka does not take the position: " + e.getMessage());
        }
    }

    private void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            while (!isClosed && System.nanoTime() < end) {
                Thread.sleep(50);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isClosed = true;
        }
    }

    /** What is under way fails, and is not counted; returns when the position is written down. */
    @Override
    public void close() {
        isClosed = true;
        channel.close();
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hands.shutdownNow();
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            Set<TopicPartition> fresh = new HashSet<>(partitions);
            consumer.committed(Set.copyOf(partitions)).forEach((partition, position) -> {
                if (position != null) {
                    fresh.remove(partition);
                    backlog.begin(partition.partition(), GroupPosition.read(position));
                }
            });
            if (!fresh.isEmpty()) {
                Instant oldest = clock.instant().minus(Backlog.CORRECTIONS_LAST);
                Instant since = target.getCreatedAt().isAfter(oldest) ? target.getCreatedAt() : oldest;
                GroupPosition.since(consumer, fresh, since).forEach((partition, offset) -> {
                    consumer.seek(partition, offset);
                    backlog.begin(partition.partition(), new Position(offset, offset));
                });
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                backlog.drop(partition.partition());
                committed.remove(partition.partition());
            }
        }
    }
}
