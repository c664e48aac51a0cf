package io.sightline.standalone;

import io.sightline.core.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A child process that is wanted alive until it is closed: started on a thread of its own, and again whenever it dies.
 * The stages wait meanwhile. Thread-safe.
 */
final class KeptAlive<T extends AutoCloseable> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptAlive.class);
    private static final long RESTART_WAIT_MILLIS = 1_000;

    private final String name;
    private final Start<T> start;
    private final Function<T, CompletableFuture<Void>> ended;
    private final Consumer<String> progress;
    private final CompletableFuture<Void> firstStart = new CompletableFuture<>();
    private final Thread thread;
    private T running;
    private boolean closed;

    interface Start<T> {
        T run() throws IOException, InterruptedException;
    }

    /**
     * @param name for messages
     * @param ended completes when the process ends, for whatever reason
     * @param progress gets a line when it is up, and when it has died
     */
    KeptAlive(String name, Start<T> start, Function<T, CompletableFuture<Void>> ended, Consumer<String> progress) {
        this.name = name;
        this.start = start;
        this.ended = ended;
        this.progress = progress;
        this.thread = new Thread(this::keep, "keep-" + name.replace(' ', '-'));
    }

    /** Begins to start it, and returns. */
    void begin() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns once it has started for the first time. @throws UserError if it did not come up */
    void awaitUp() throws InterruptedException {
        try {
            firstStart.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(name + " could not be started", e.getCause());
        }
    }

    private void keep() {
        try {
            if (!startFirst()) {
                return;
            }
            while (awaitDeath()) {
                LOG.atError().addKeyValue("process", name).log("Child process ended; starting it again");
                progress.accept(name + " ended unexpectedly; starting it again");
                Thread.sleep(RESTART_WAIT_MILLIS);
                startAgain();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("process", name).log("Child process is no longer wanted");
            firstStart.completeExceptionally(new UserError(name + " was stopped while it started"));
        }
    }

    private boolean startFirst() throws InterruptedException {
        try {
            startNow();
            firstStart.complete(null);
            return true;
        } catch (RuntimeException e) {
            firstStart.completeExceptionally(e);
            return false;
        }
    }

    private void startAgain() throws InterruptedException {
        try {
            startNow();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("process", name).setCause(e).log("Child process did not come up");
        }
    }

    private void startNow() throws InterruptedException {
        long begun = System.nanoTime();
        T started;
        try {
            started = start.run();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be started", e);
        }
        boolean unwanted;
        synchronized (this) {
            running = started;
            unwanted = closed;
        }
        if (unwanted) {
            closeRunning();
            return;
        }
        progress.accept(String.format(Locale.ROOT, "%s is up (%.1f s)", name, (System.nanoTime() - begun) / 1e9));
    }

    /** Waits for the process to end. False if that is what was wanted. */
    private boolean awaitDeath() throws InterruptedException {
        T current;
        synchronized (this) {
            current = running;
        }
        ended.apply(current).join();
        synchronized (this) {
            return !closed;
        }
    }

    private void closeRunning() {
        T last;
        synchronized (this) {
            last = running;
        }
        if (last != null) {
            try {
                last.close();
            } catch (Exception e) {
                throw new IllegalStateException(name + " did not stop", e);
            }
        }
    }

    /** Stops it, also in the middle of a start. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeRunning();
        thread.interrupt();
    }
}
