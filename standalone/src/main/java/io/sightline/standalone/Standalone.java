package io.sightline.standalone;

import io.sightline.console.ConsoleService;
import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.DependencyMonitor;
import io.sightline.core.kafka.TopicReconciler;
import io.sightline.core.service.AdminConfig;
import io.sightline.core.service.AdminServer;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.service.Telemetry;
import io.sightline.detector.DetectorService;
import io.sightline.detector.DetectorSettings;
import io.sightline.embedder.EmbedderService;
import io.sightline.embedder.EmbedderSettings;
import io.sightline.ingest.IngestService;
import io.sightline.ingest.IngestSettings;
import io.sightline.matcher.MatcherService;
import io.sightline.matcher.MatcherSettings;
import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.SegmentCloser;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.trainer.archive.ArchiverService;
import io.sightline.trainer.archive.ArchiverSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything in one process: its own Kafka and registry beside it, the topics, all stages, health and metrics.
 *
 * <p>Started and closed by one thread; all else may be asked from any.
 */
public final class Standalone implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Standalone.class);

    private static final Duration STAGES_PATIENCE = Duration.ofSeconds(5);
    private static final Duration KILLED_CHILDREN_PATIENCE = Duration.ofSeconds(8);

    private final DataFolder folder;
    private final Health health = new Health();
    private final Telemetry telemetry = new Telemetry();
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    /** What was opened, the last first: so it is closed. */
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    private final CompletableFuture<ConsoleService.Served> served = new CompletableFuture<>();
    private RunningSystem reachable;

    private Standalone(DataFolder folder) {
        this.folder = folder;
    }

    /**
     * Starts it and returns when every stage runs; whether each is ready yet, {@link #health} tells.
     *
     * @param progress gets a line whenever something is done
     * @throws UserError if the folder or a port is taken, a child does not come up, or a model cannot be used
     */
    public static Standalone start(
            Distribution distribution, DataFolder folder, StandaloneOptions options, Consumer<String> progress)
            throws InterruptedException {
        var standalone = new Standalone(folder);
        try {
            standalone.open(distribution, options, progress);
            return standalone;
        } catch (InterruptedException | RuntimeException | Error e) {
            standalone.close();
            throw e;
        }
    }

    private void open(Distribution distribution, StandaloneOptions options, Consumer<String> progress)
            throws InterruptedException {
        opened.push(telemetry);
        opened.push(folder.take());
        // Native libraries unpack themselves into it; a killed run's are swept when the folder is taken.
        System.setProperty("java.io.tmpdir", folder.scratch().toString());
        if (RunningSystem.isLeftIn(folder)) {
            options.awaitFreePorts(KILLED_CHILDREN_PATIENCE);
        }
        options.requireFreePorts();
        ModelBundle embedder = FaceReader.bundle(distribution, options.embedder());

        var infrastructure = Infrastructure.begin(distribution, folder, options, progress);
        opened.push(infrastructure);
        Connection connection = infrastructure.connection();
        var context = new ServiceContext(telemetry.registry(), health, failure::complete);
        // Models are loaded while the children start.
        List<Service> stages = stages(distribution, embedder, connection, context);
        opened.push(() -> closeTogether(stages));
        infrastructure.awaitUp();
        reconcile(connection);
        progress.accept("Topics and schemas are as declared");

        start(new DependencyMonitor(connection, context));
        stages.forEach(Service::start);
        progress.accept("Stages run: ingest, detector, embedder, matcher, archiver");
        opened.push(SegmentCloser.start(connection));
        var console = new ConsoleService(
                options.console()
                        .onFiles(
                                List.of(folder.models(), distribution.bundles()),
                                embedder.id().toString(),
                                folder.keyFile(),
                                folder.training()),
                connection,
                context);
        start(console);
        console.whenServed(served::complete);

        var admin = AdminServer.start(new AdminConfig("127.0.0.1", options.adminPort()), health, telemetry.registry());
        opened.push(admin);
        reachable = new RunningSystem(
                ProcessHandle.current().pid(),
                connection.kafka().get("bootstrap.servers"),
                connection.registry().url(),
                "http://127.0.0.1:" + admin.port(),
                options.console().web().url(options.consolePort()),
                embedder.id().toString(),
                folder.models().toString());
        reachable.publishIn(folder);
        opened.push(() -> RunningSystem.withdrawFrom(folder));
    }

    private List<Service> stages(
            Distribution distribution, ModelBundle embedder, Connection connection, ServiceContext context) {
        return List.of(
                new MatcherService(MatcherSettings.defaultsFor(embedder.folder(), folder.state()), connection, context),
                EmbedderService.open(
                        connection,
                        embedder,
                        EmbedderSettings.defaults().withModels(List.of(folder.models(), distribution.bundles())),
                        context),
                DetectorService.open(
                        connection,
                        ModelBundle.load(distribution.bundle("mtcnn")),
                        ConfigLoader.defaults(DetectorSettings.class),
                        context),
                ArchiverService.open(connection, ConfigLoader.defaults(ArchiverSettings.class), context),
                // All cameras come from the topic, so that they may change while it runs.
                new IngestService(ConfigLoader.defaults(IngestSettings.class).withFollowTopic(), connection, context));
    }

    private void start(Service service) {
        opened.push(service);
        service.start();
    }

    private static void reconcile(Connection connection) {
        try {
            List<String> problems = new TopicReconciler(connection, Optional.of((short) 1)).reconcile();
            if (!problems.isEmpty()) {
                throw new UserError("The data folder is of another version: " + String.join("; ", problems));
            }
        } catch (DependencyAwayException e) {
            throw new UserError("The topics could not be made: " + e.getMessage(), e);
        }
    }

    /** Each takes its time to commit and leave; together they take the longest, not the sum. */
    private static void closeTogether(List<Service> services) {
        List<Thread> threads = new ArrayList<>();
        var first = new AtomicReference<RuntimeException>();
        for (Service service : services) {
            var thread = new Thread(() -> {
                try {
                    service.close();
                } catch (RuntimeException e) {
                    first.compareAndSet(null, e);
                }
            });
            thread.start();
            threads.add(thread);
        }
        long deadline = System.nanoTime() + STAGES_PATIENCE.toNanos();
        for (Thread thread : threads) {
            try {
                // At least 1: 0 would mean for ever.
                thread.join(Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (first.get() != null) {
            throw first.get();
        }
    }

    public Health health() {
        return health;
    }

    /** How others reach it. */
    public RunningSystem reachable() {
        return reachable;
    }

    /** How the console is reached; completes once it is served. */
    public CompletableFuture<ConsoleService.Served> console() {
        return served;
    }

    /** Completes when a bug ends a stage's work; then this must be closed. */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Stops everything, in the reverse order; returns when nothing of it is left. */
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                // The rest must be closed all the same: children would be left otherwise.
                LOG.atError().setCause(e).log("Part of the system did not close in good order");
            }
        }
    }
}
