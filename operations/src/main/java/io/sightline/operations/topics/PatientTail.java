package io.sightline.operations.topics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.avro.specific.SpecificRecord;

/** A tail that outlives the absence of what it reads from: it is opened again, and goes on where it was. One thread. */
public final class PatientTail<V extends SpecificRecord> implements AutoCloseable {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    /** A tail that read nothing for so long without a fault is well: there is nothing to read. */
    private static final Duration STEADY = Duration.ofSeconds(5);

    private final Function<From, TopicTail<V>> opening;
    private final LongSupplier nanoTime;
    /** Null while it is away. */
    private TopicTail<V> tail;

    private From rest;
    private Optional<String> fault = Optional.empty();
    private Duration pause = FIRST_PAUSE;
    private long changedAt;

    /** @throws Unavailable if it cannot be opened now */
    PatientTail(Function<From, TopicTail<V>> opening, From from, LongSupplier nanoTime) {
        this.opening = opening;
        this.nanoTime = nanoTime;
        this.rest = from;
        open();
    }

    private void open() {
        tail = opening.apply(rest);
        changedAt = nanoTime.getAsLong();
    }

    /** As {@link TopicTail#untilCaughtUp}, without patience. @throws Unavailable if it takes longer than the limit */
    public void untilCaughtUp(Duration limit, Consumer<Entry<V>> each) {
        tail.untilCaughtUp(limit, each);
    }

    /**
     * What has come; nothing while Kafka or the registry is away.
     *
     * @throws Unavailable if the thread was interrupted
     */
    public List<Entry<V>> poll(Duration wait) {
        try {
            if (tail == null) {
                if (sinceChange().compareTo(pause) < 0) {
                    LockSupport.parkNanos(wait.toNanos());
                    return List.of();
                }
                open();
            }
            List<Entry<V>> entries = tail.poll(wait);
            if (!entries.isEmpty() || sinceChange().compareTo(STEADY) > 0) {
                fault = Optional.empty();
                pause = FIRST_PAUSE;
            }
            return entries;
        } catch (Unavailable e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            away(e.getMessage());
            return List.of();
        }
    }

    private void away(String message) {
        if (fault.isPresent()) {
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        fault = Optional.of(message);
        changedAt = nanoTime.getAsLong();
        close();
    }

    private Duration sinceChange() {
        return Duration.ofNanos(nanoTime.getAsLong() - changedAt);
    }

    /** Why nothing comes at present, if something is wrong. */
    public Optional<String> fault() {
        return fault;
    }

    @Override
    public void close() {
        if (tail != null) {
            rest = tail.rest();
            tail.close();
            tail = null;
        }
    }
}
