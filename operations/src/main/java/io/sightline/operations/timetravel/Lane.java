package io.sightline.operations.timetravel;

import io.sightline.schemas.avro.FaceEmbedding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Some of the cameras under both rules, on a thread of their own, which is fed in batches. Both runs take a record in
 * turn, because they mostly ask the gallery the same. One thread feeds it and asks for the results.
 */
final class Lane implements AutoCloseable {
    private static final int BATCHES_WAITING = 4;
    private static final List<FaceEmbedding> END = List.of();

    private static final int BATCH = 512;

    private final Run now;
    private final Run then;
    private final BlockingQueue<List<FaceEmbedding>> batches = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private final Thread thread;
    private List<FaceEmbedding> batch = new ArrayList<>(BATCH);
    private volatile RuntimeException failure;

    Lane(String name, Run now, Run then) {
        this.now = now;
        this.then = then;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            for (List<FaceEmbedding> next = batches.take(); !next.isEmpty(); next = batches.take()) {
                next.forEach(this::decide);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed before its end
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    private void decide(FaceEmbedding record) {
        now.take(record);
        then.take(record);
    }

    /** Takes the next record; waits while the thread is behind. */
    void take(FaceEmbedding record) {
        batch.add(record);
        if (batch.size() == BATCH) {
            handOver();
        }
    }

    private void handOver() {
        if (!batch.isEmpty()) {
            put(batch);
            batch = new ArrayList<>(BATCH);
        }
    }

    private void put(List<FaceEmbedding> records) {
        try {
            while (!batches.offer(records, 100, TimeUnit.MILLISECONDS)) {
                rethrow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while replaying", e);
        }
    }

    /** Waits until all that was taken is decided; then the runs can be asked. Nothing can be taken after that. */
    void finish() {
        handOver();
        put(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while replaying", e);
        }
        rethrow();
    }

    /** Whom the rules of now name, once it is finished. */
    List<Identification> now() {
        return now.named();
    }

    /** Whom the others name. */
    List<Identification> then() {
        return then.named();
    }

    private void rethrow() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
