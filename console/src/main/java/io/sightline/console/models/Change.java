package io.sightline.console.models;

import io.sightline.console.api.ModelChangeView;
import io.sightline.console.api.ModelChangeView.Kind;
import io.sightline.console.api.ModelChangeView.State;
import io.sightline.console.http.Problem;
import io.sightline.operations.rollout.Dialogue;
import io.sightline.operations.timetravel.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A change of models under way: what it says is kept, what it asks waits for an answer. Thread-safe; the dialogue belongs to
 * the thread that works.
 */
final class Change implements Dialogue {
    /** Of people who cannot be copied there may be very many lines. */
    private static final int MOST_LINES = 500;

    private final String id;
    private final Kind kind;
    private final String modelId;
    private final String actor;
    private final Instant startedAt;
    private final Duration patience;
    private final Deque<String> said = new ArrayDeque<>();
    private Optional<String> question = Optional.empty();
    private Optional<Boolean> answer = Optional.empty();
    private Optional<Steps> steps = Optional.empty();
    private State state = State.RUNNING;
    private Optional<Instant> endedAt = Optional.empty();
    private Optional<String> outcome = Optional.empty();
    private boolean isStopped;

    /** Ends the work, because the console is closed. */
    static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** @param patience how long a question waits; then the answer is no */
    Change(String id, Kind kind, String modelId, String actor, Instant startedAt, Duration patience) {
        this.id = id;
        this.kind = kind;
        this.modelId = modelId;
        this.actor = actor;
        this.startedAt = startedAt;
        this.patience = patience;
    }

    String id() {
        return id;
    }

    @Override
    public synchronized void say(String line) {
        said.addLast(line);
        if (said.size() > MOST_LINES) {
            said.removeFirst();
        }
    }

    /** @throws Stopped if the console is closed before somebody answers */
    @Override
    public synchronized boolean confirms(String asked) {
        question = Optional.of(asked);
        answer = Optional.empty();
        state = State.ASKING;
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            long left = patience.toMillis();
            while (answer.isEmpty() && !isStopped && left > 0) {
                wait(left);
                left = (deadline - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopped();
        } finally {
            question = Optional.empty();
            state = State.RUNNING;
        }
        requireGoingOn();
        if (answer.isEmpty()) {
            say("Nobody answered for " + patience.toMinutes() + " minutes; that counts as no");
        }
        return answer.orElse(false);
    }

    @Override
    public Progress copying() {
        return new Steps();
    }

    /** Templates that are being copied. */
    private final class Steps implements Progress {
        private long done;
        private long of;

        @Override
        public void begin(long total) {
            synchronized (Change.this) {
                of = total;
                steps = Optional.of(this);
            }
        }

        /** @throws Stopped if the console is being closed: what was copied stays, and nothing was switched */
        @Override
        public void at(long count) {
            synchronized (Change.this) {
                requireGoingOn();
                done = count;
            }
        }

        @Override
        public void end(long count) {
            synchronized (Change.this) {
                steps = Optional.empty();
            }
        }
    }

    private void requireGoingOn() {
        if (isStopped) {
            throw new Stopped();
        }
    }

    /** @throws Problem if it asks nothing */
    synchronized void answer(boolean yes) {
        if (state != State.ASKING) {
            throw Problem.conflict("Nothing is asked; somebody else may have answered already");
        }
        if (answer.isEmpty()) {
            say((yes ? "Yes" : "No") + " was the answer to: " + question.orElse(""));
            answer = Optional.of(yes);
            notifyAll();
        }
    }

    synchronized void stop() {
        isStopped = true;
        notifyAll();
    }

    synchronized boolean isStopped() {
        return isStopped;
    }

    synchronized boolean isOver() {
        return endedAt.isPresent();
    }

    synchronized void end(State last, String words, Instant at) {
        state = last;
        outcome = Optional.of(words);
        endedAt = Optional.of(at);
        steps = Optional.empty();
    }

    synchronized ModelChangeView view() {
        return new ModelChangeView(
                id,
                kind,
                modelId,
                actor,
                startedAt,
                endedAt,
                state,
                List.copyOf(said),
                question,
                steps.map(s -> new io.sightline.console.api.Progress(s.done, Optional.of(s.of), "templates")),
                outcome);
    }
}
