package io.sightline.console.models;

import io.sightline.console.api.ModelChangeView.Kind;
import io.sightline.console.api.ModelChangeView.State;
import io.sightline.console.http.Problem;
import io.sightline.core.UserError;
import io.sightline.operations.rollout.Dialogue;
import io.sightline.operations.rollout.Refusal;
import io.sightline.operations.topics.Unavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes of models, in the background, one at a time; the last few are remembered. Thread-safe. */
final class Changes implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(15);

    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);
    private static final int MOST_KEPT = 20;
    /** Between two steps it ends by itself; Kafka's clients complain if they are interrupted. */
    private static final long GRACE_MILLIS = 2_000;

    private static final long CLOSE_MILLIS = 10_000;

    private final InstantSource clock;
    private final Duration patience;
    /** The latest first. */
    private final Deque<Change> changes = new ArrayDeque<>();

    private Thread worker;
    private boolean isClosed;

    /** @param patience how long a question waits for an answer */
    Changes(InstantSource clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** What is done. */
    interface Work {
        /** @return what came of it, in words */
        String run(Dialogue dialogue);
    }

    /** @throws Problem if one runs */
    synchronized void requireIdle() {
        latest().filter(c -> !c.isOver()).ifPresent(c -> {
            throw Problem.conflict(
                    "The models are being changed already, by " + c.view().actor() + "; wait until that is over");
        });
    }

    /**
     * Begins one.
     *
     * @param failed is told why, if nothing comes of it
     * @throws Problem if another runs
     */
    synchronized Change start(Kind kind, String modelId, String actor, Work work, Consumer<String> failed) {
        requireIdle();
        if (isClosed) {
            throw Problem.unavailable("The console is stopping");
        }
        var change = new Change(UUID.randomUUID().toString(), kind, modelId, actor, clock.instant(), patience);
        changes.addFirst(change);
        if (changes.size() > MOST_KEPT) {
            changes.removeLast();
        }
        worker = new Thread(() -> run(change, work, failed), "console-models");
        worker.setDaemon(true);
        worker.start();
        return change;
    }

    private void run(Change change, Work work, Consumer<String> failed) {
        State state;
        String words;
        try {
            words = work.run(change);
            state = State.DONE;
        } catch (Refusal e) {
            state = State.REFUSED;
            words = e.getMessage();
        } catch (RuntimeException e) {
            state = State.FAILED;
            words = why(change, e);
        }
        if (state != State.DONE) {
            var unused = Thread.interrupted(); // the audit is still to be written
            failed.accept(words);
        }
        change.end(state, words, clock.instant());
    }

    private static String why(Change change, RuntimeException e) {
        if (change.isStopped()) {
            return "The console was stopped meanwhile. Either the switch was made, and the list of models says so, or"
                    + " nothing was switched; done again, it goes on where it was";
        }
        if (e instanceof UserError || e instanceof Unavailable || e instanceof Problem) {
            return e.getMessage();
        }
        LOG.atError().setCause(e).log("Models could not be changed");
        return "Something is wrong in the console; its log says what. See the list of models for what was done";
    }

    synchronized Optional<Change> latest() {
        return Optional.ofNullable(changes.peekFirst());
    }

    /** @throws Problem if there is none of that id, or not any more */
    synchronized Change find(String id) {
        return changes.stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is no change " + id + ", or not any more"));
    }

    /** Ends what runs: until the one record that switches nothing has changed, and after it all has. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            isClosed = true;
            running = worker;
            latest().ifPresent(Change::stop);
        }
        if (running == null) {
            return;
        }
        try {
            running.join(GRACE_MILLIS);
            running.interrupt();
            running.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
