package io.sightline.client;

import io.sightline.core.testkit.Waiting;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A reader on a thread of its own, ended with the test. */
final class RunningReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final IdentityEvents events;
    private final Diary diary;
    private final CompletableFuture<Void> run;

    private RunningReader(IdentityEvents events, Diary diary) {
        this.events = events;
        this.diary = diary;
        this.run = CompletableFuture.runAsync(events::run, task -> new Thread(task, "reader").start());
    }

    /** Does not wait for anything. */
    static RunningReader started(IdentityEventsBuilder described, Diary diary) {
        return new RunningReader(described.handingTo(diary), diary);
    }

    /** Returns when it has begun to read. */
    static RunningReader of(IdentityEventsBuilder described, Diary diary) throws Exception {
        long before = readies(diary);
        RunningReader reader = started(described, diary);
        reader.await("reading begins", () -> readies(diary) > before);
        return reader;
    }

    private static long readies(Diary diary) {
        return diary.notes.stream().filter("ready"::equals).count();
    }

    IdentityEvents events() {
        return events;
    }

    void awaitEvents(int count) throws Exception {
        await(count + " events", () -> diary.events.size() >= count);
    }

    void await(String what, Callable<Boolean> condition) throws Exception {
        Waiting.until(what, PATIENCE, () -> run.isCompletedExceptionally() || condition.call());
        if (run.isCompletedExceptionally()) {
            run.join();
        }
    }

    /** Fails if its thread does not end, or ended with an exception. */
    @Override
    public void close() {
        events.close();
        run.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
