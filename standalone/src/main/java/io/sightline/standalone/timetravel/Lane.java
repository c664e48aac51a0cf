package io.sightline.standalone.timetravel;

import io.sightline.schemas.avro.FaceEmbedding;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A run on a thread of its own, fed in batches. One thread feeds it and asks for the result. */
final class Lane implements AutoCloseable {
    private static final int BATCHES_WAITING = 4;
    private static final List<FaceEmbedding> END = List.of();

    private final Run run;
    private final BlockingQueue<List<FaceEmbedding>> batches = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private final Thread thread;
    private volatile RuntimeException failure;

    Lane(String name, Run run) {
        this.run = run;
        this.thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void work() {
        try {
            for (List<FaceEmbedding> batch = batches.take(); !batch.isEmpty(); batch = batches.take()) {
                batch.forEach(run::take);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed before its end
        } catch (RuntimeException e) {
            failure = e;
        }
    }

    /** Waits while the lane is behind. The batch is not changed any more, and not empty. */
    void feed(List<FaceEmbedding> batch) {
        put(batch);
    }

    private void put(List<FaceEmbedding> batch) {
        try {
            while (!batches.offer(batch, 100, TimeUnit.MILLISECONDS)) {
                rethrow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while replaying", e);
        }
    }

    /** Whom the run names, once it has taken all that was fed. */
    List<Identification> result() {
        put(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while replaying", e);
        }
        rethrow();
        return run.named();
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
