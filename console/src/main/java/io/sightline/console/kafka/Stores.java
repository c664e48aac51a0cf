package io.sightline.console.kafka;

import io.sightline.core.service.Connection;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A few {@link TopicStore}s for many threads, each used by one at a time. Thread-safe. */
public final class Stores implements AutoCloseable {
    private static final int MOST = 6;
    private static final long PATIENCE_SECONDS = 15;

    private final Connection connection;
    private final Semaphore free = new Semaphore(MOST, true);
    private final Deque<TopicStore> idle = new ArrayDeque<>();
    private boolean isClosed;

    public Stores(Connection connection) {
        this.connection = connection;
    }

    /**
     * Does something with one of them.
     *
     * @throws Unavailable if all are in use for long, or the work says so
     */
    public <T> T with(Function<TopicStore, T> work) {
        try {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new Unavailable("The console is busy with other changes; try again in a moment");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while waiting", e);
        }
        try {
            TopicStore store = take();
            boolean isSound = false;
            try {
                T result = work.apply(store);
                isSound = true;
                return result;
            } finally {
                giveBack(store, isSound);
            }
        } finally {
            free.release();
        }
    }

    private synchronized TopicStore take() {
        if (isClosed) {
            throw new Unavailable("The console is stopping");
        }
        return idle.isEmpty() ? TopicStore.open(connection) : idle.pop();
    }

    /** One with which something went wrong is not used again: its producer may be in a bad way. */
    private void giveBack(TopicStore store, boolean isSound) {
        synchronized (this) {
            if (isSound && !isClosed) {
                idle.push(store);
                return;
            }
        }
        store.close();
    }

    @Override
    public void close() {
        Deque<TopicStore> left;
        synchronized (this) {
            isClosed = true;
            left = new ArrayDeque<>(idle);
            idle.clear();
        }
        left.forEach(TopicStore::close);
    }
}
