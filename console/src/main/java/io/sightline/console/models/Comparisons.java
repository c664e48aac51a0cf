package io.sightline.console.models;

import io.sightline.console.http.Problem;
import io.sightline.core.UserError;
import io.sightline.core.service.Connection;
import io.sightline.operations.rollout.ModelRegister;
import io.sightline.operations.rollout.ShadowComparison;
import io.sightline.operations.timetravel.EmbeddingLog;
import io.sightline.operations.timetravel.ModelRules;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.People;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.Unavailable;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.GalleryEntry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Comparisons of two models, in the background, one at a time; the last few are remembered. Thread-safe. */
final class Comparisons implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Comparisons.class);
    private static final int MOST_KEPT = 5;
    /** A day of ten faces a second by two models is 1.7 million. */
    private static final long MOST_RECORDS = 5_000_000;

    private static final long GRACE_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final Connection connection;
    private final Bundles bundles;
    private final ModelBook book;
    private final InstantSource clock;
    /** The latest first. */
    private final Deque<Comparison> comparisons = new ArrayDeque<>();

    private Thread worker;
    private boolean isClosed;

    Comparisons(Connection connection, Bundles bundles, ModelBook book, InstantSource clock) {
        this.connection = connection;
        this.bundles = bundles;
        this.book = book;
        this.clock = clock;
    }

    /** @throws Problem if one runs, or there is nothing to compare */
    synchronized void requirePossible(String candidate) {
        if (latest().filter(c -> c.state() == io.sightline.console.api.ComparisonView.State.RUNNING)
                .isPresent()) {
            throw Problem.conflict("Another comparison runs; wait until it is done");
        }
        ModelRegister register = book.register();
        if (!bundles.catalog(register).ids().contains(candidate)) {
            throw Problem.impossible("There is no model " + candidate);
        }
        if (register.active().isEmpty()) {
            throw Problem.impossible("Nobody says which model decides, so there is none to compare with");
        }
        if (register.isActive(candidate)) {
            throw Problem.impossible(candidate + " is the model that decides; expected one that is in its shadow");
        }
    }

    /**
     * Begins one.
     *
     * @param failed is told why, if nothing comes of it
     * @throws Problem as {@link #requirePossible}
     */
    synchronized Comparison start(String candidate, int hours, Consumer<String> failed) {
        requirePossible(candidate);
        if (isClosed) {
            throw Problem.unavailable("The console is stopping");
        }
        var comparison = new Comparison(
                UUID.randomUUID().toString(),
                book.register().active().orElseThrow(),
                candidate,
                hours,
                clock.instant());
        comparisons.addFirst(comparison);
        if (comparisons.size() > MOST_KEPT) {
            comparisons.removeLast();
        }
        worker = new Thread(() -> run(comparison, failed), "console-comparison");
        worker.setDaemon(true);
        worker.start();
        return comparison;
    }

    private void run(Comparison comparison, Consumer<String> failed) {
        try {
            comparison.done(compare(comparison));
        } catch (RuntimeException e) {
            String why = why(comparison, e);
            var unused = Thread.interrupted(); // the audit is still to be written
            failed.accept(why);
            comparison.failed(why);
        }
    }

    private Comparison.Found compare(Comparison comparison) {
        List<Entry<GalleryEntry>> gallery;
        ModelRules rules;
        try (TopicStore topics = TopicStore.open(connection)) {
            gallery = People.of(topics.latest(Topics.PEOPLE)).templates(topics);
            rules = ModelRules.of(
                    bundles.manifests(),
                    topics.latest(Topics.MODELS).values().stream()
                            .map(Entry::value)
                            .toList());
        }
        var part = new EmbeddingLog.Part(
                comparison.startedAt().minus(Duration.ofHours(comparison.hours())), Optional.empty());
        ShadowComparison.Compared compared = new ShadowComparison(
                        connection, part, () -> comparison.reading(MOST_RECORDS), Comparison.MOST_ROWS)
                .run(rules.of(comparison.active()), rules.of(comparison.candidate()), gallery);
        return Comparison.Found.of(compared.report(), compared.read());
    }

    private static String why(Comparison comparison, RuntimeException e) {
        if (comparison.isStopped()) {
            return "The console was stopped meanwhile";
        }
        if (e instanceof UserError || e instanceof Unavailable) {
            return e.getMessage();
        }
        LOG.atError().setCause(e).log("Models could not be compared");
        return "Something is wrong in the console; its log says what";
    }

    private Optional<Comparison> latest() {
        return Optional.ofNullable(comparisons.peekFirst());
    }

    /** @throws Problem if there is none of that id, or not any more */
    synchronized Comparison find(String id) {
        return comparisons.stream()
                .filter(c -> c.id().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("There is no comparison " + id + ", or not any more"));
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            isClosed = true;
            running = worker;
            latest().ifPresent(Comparison::stop);
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
