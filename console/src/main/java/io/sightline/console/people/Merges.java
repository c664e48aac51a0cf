package io.sightline.console.people;

import io.sightline.console.kafka.Stores;
import io.sightline.operations.people.Merging;
import io.sightline.operations.people.Merging.Merged;
import io.sightline.operations.topics.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Merges people, one pair after the other, on a thread of its own: to find pictures that are long archived takes a while, and
 * whoever asked waits only so long. Thread-safe.
 */
final class Merges {
    private static final Duration MATCHER_PATIENCE = Duration.ofSeconds(20);

    private final Stores stores;
    private final Clock clock;
    private final Duration patience;
    private final Executor worker = Executors.newSingleThreadExecutor(work -> {
        var thread = new Thread(work, "console-merge");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Pair, CompletableFuture<Merged>> running = new HashMap<>();

    private record Pair(String from, String into) {}

    /** @param patience how long whoever asks waits */
    Merges(Stores stores, Clock clock, Duration patience) {
        this.stores = stores;
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * Merges, or waits for the same merge that is under way.
     *
     * @throws Unavailable if it is not done yet; asked again, it is finished or waited for
     * @throws io.sightline.core.UserError if it makes no sense
     */
    Merged merge(String from, String into, String actor) {
        try {
            return started(new Pair(from, into), actor).get(patience.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Unavailable(
                    "The two are being merged, which takes longer than usual; it goes on. Ask again later");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while waiting; the merge goes on", e);
        }
    }

    private synchronized CompletableFuture<Merged> started(Pair pair, String actor) {
        CompletableFuture<Merged> known = running.get(pair);
        if (known != null) {
            return known;
        }
        CompletableFuture<Merged> begun = CompletableFuture.supplyAsync(
                () -> stores.with(
                        topics -> new Merging(topics, clock).merge(pair.from(), pair.into(), actor, MATCHER_PATIENCE)),
                worker);
        running.put(pair, begun);
        var unused = begun.whenComplete((merged, failure) -> end(pair));
        return begun;
    }

    private synchronized void end(Pair pair) {
        running.remove(pair);
    }
}
