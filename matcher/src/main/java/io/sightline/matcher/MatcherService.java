package io.sightline.matcher;

import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.LockException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.errors.TaskCorruptedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the topology, and runs it again when Kafka Streams gave up because a dependency was away.
 *
 * <p>Its health component {@code streams} is up only while Kafka Streams is RUNNING: then the gallery is complete and
 * every camera has its owner.
 */
public final class MatcherService implements Service {
    private static final Logger LOG = LoggerFactory.getLogger(MatcherService.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration STREAMS_STOP = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(7);

    private final MatcherSettings settings;
    private final Connection connection;
    private final ServiceContext context;
    private final Supplier<AvroCodec> codecs;
    private final Health.Component health;
    private final Gallery gallery;
    private final CompletableFuture<Void> stop = new CompletableFuture<>();
    private Thread thread;

    public MatcherService(MatcherSettings settings, Connection connection, ServiceContext context) {
        this(settings, connection, context, new Gallery(), () -> RegistryAvroCodec.open(connection));
    }

    /** @param codecs opens a codec, which the matcher closes */
    MatcherService(
            MatcherSettings settings,
            Connection connection,
            ServiceContext context,
            Gallery gallery,
            Supplier<AvroCodec> codecs) {
        this.settings = settings;
        this.connection = connection;
        this.context = context;
        this.gallery = gallery;
        this.codecs = codecs;
        this.health = context.health().component("streams");
    }

    /** @throws UserError if the bundle cannot be used, or the state folder cannot be made */
    @Override
    public void start() {
        ActiveModel model = ActiveModel.load(settings.model());
        try {
            Files.createDirectories(settings.stateDir());
        } catch (IOException e) {
            throw new UserError("The matcher cannot keep its state in " + settings.stateDir() + ": " + e, e);
        }
        LOG.atInfo()
                .addKeyValue("model", model.id())
                .addKeyValue("threshold", model.threshold())
                .addKeyValue("margin", model.margin())
                .log("Matcher starts");
        thread = new Thread(() -> run(model), "matcher");
        thread.start();
    }

    @Override
    public void close() {
        stop.complete(null);
        if (thread == null) {
            return;
        }
        try {
            thread.join(STOP.toMillis());
            if (thread.isAlive()) {
                // It waits for the gallery to be restored, from a Kafka that does not answer.
                thread.interrupt();
                thread.join(STOP.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(ActiveModel model) {
        KafkaClients clients = new KafkaClients(connection);
        try (AvroCodec codec = new StoppableCodec(codecs.get(), stop::isDone);
                LetterBox letters = new LetterBox(clients)) {
            var knowledge = Knowledge.of(model, gallery);
            var metrics = new MatcherMetrics(context.metrics(), knowledge, Clock.systemUTC());
            var deadLetters = new DeadLetterDesk(connection.topicPrefix(), context.metrics(), letters);
            var topology = new MatcherTopology(
                    connection.topicPrefix(),
                    codec,
                    context.health().component("registry"),
                    knowledge,
                    settings.decision(),
                    settings.sighting(),
                    metrics,
                    deadLetters);
            while (!stop.isDone()) {
                Optional<Throwable> fault = runOnce(clients, topology, deadLetters);
                if (fault.isPresent()) {
                    surviveOrThrow(fault.get());
                }
            }
        } catch (InterruptedException e) {
            LOG.atWarn().log("Matcher was interrupted");
        } catch (RuntimeException | Error bug) {
            fail(bug);
        } finally {
            health.down("stopped");
        }
    }

    /** Empty when it is time to stop. */
    private Optional<Throwable> runOnce(KafkaClients clients, MatcherTopology topology, DeadLetterDesk deadLetters)
            throws InterruptedException {
        KafkaStreams streams;
        try {
            if (!awaitTopics(clients)) {
                return Optional.empty();
            }
            streams = new KafkaStreams(topology.build(), StreamsSettings.of(settings, connection, deadLetters));
        } catch (KafkaException e) {
            return Optional.of(e);
        }
        return runUntilStoppedOrFault(streams);
    }

    /** False when it is time to stop. */
    private boolean awaitTopics(KafkaClients clients) throws InterruptedException {
        try (Admin admin = clients.admin()) {
            RequiredTopics topics = new RequiredTopics(connection.topicPrefix());
            Optional<String> fault = topics.fault(admin);
            while (fault.isPresent() && !stop.isDone()) {
                health.down(fault.get());
                LOG.atWarn().addKeyValue("reason", fault.get()).log("Matcher waits for Kafka");
                pause();
                fault = topics.fault(admin);
            }
        }
        return !stop.isDone();
    }

    private Optional<Throwable> runUntilStoppedOrFault(KafkaStreams streams) throws InterruptedException {
        CompletableFuture<Throwable> fault = new CompletableFuture<>();
        try (KafkaStreamsMetrics streamsMetrics = new KafkaStreamsMetrics(streams)) {
            streamsMetrics.bindTo(context.metrics());
            streams.setUncaughtExceptionHandler(e -> {
                fault.complete(e);
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.setStateListener((now, before) -> report(now));
            start(streams, fault);
            CompletableFuture.anyOf(fault, stop).get();
            return fault.isDone() && !stop.isDone() ? Optional.of(fault.join()) : Optional.empty();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            end(streams, fault.isDone() && isSurvivable(fault.join()));
        }
    }

    /** @param startsAgain then the next one needs the state folder for itself, and waits until it has it */
    private void end(KafkaStreams streams, boolean startsAgain) {
        // Leaving the group spares the next start a wait until this member is missed.
        CloseOptions options = CloseOptions.timeout(STREAMS_STOP)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        while (!streams.close(options)) {
            LOG.atWarn().log("Kafka Streams did not stop in time");
            if (!startsAgain || stop.isDone()) {
                return;
            }
            health.down("Kafka Streams is still ending, before it starts again");
        }
    }

    /** Returns when the gallery is restored. */
    private void start(KafkaStreams streams, CompletableFuture<Throwable> fault) throws InterruptedException {
        try {
            streams.start();
        } catch (RuntimeException e) {
            // Kafka Streams turns an interrupt into an exception and leaves the flag.
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while the gallery was restored");
            }
            fault.complete(e);
        }
    }

    private void report(KafkaStreams.State state) {
        if (state == KafkaStreams.State.RUNNING) {
            health.up();
            LOG.atInfo()
                    .addKeyValue("templates", gallery.size())
                    .addKeyValue("galleryOffset", gallery.offset())
                    .log("Matcher runs");
        } else {
            health.down("Kafka Streams is " + state);
        }
    }

    private void surviveOrThrow(Throwable fault) throws InterruptedException {
        if (!isSurvivable(fault)) {
            throw new IllegalStateException("The matcher failed", fault);
        }
        String reason = "Starts again: " + reasonOf(fault);
        if (!reason.equals(health.fault().orElse(null))) {
            LOG.atWarn().setCause(fault).log("Matcher starts again after a dependency was away, or state was broken");
        }
        health.down(reason);
        if (isGlobalStateBroken(fault)) {
            wipeGlobalState();
        }
        pause();
    }

    private static boolean isSurvivable(Throwable fault) {
        return isDependencyAway(fault) || isGlobalStateBroken(fault);
    }

    /**
     * After a kill a store may say that it is open still. Kafka Streams wipes such stores of tasks, but not the global
     * ones (KAFKA-21034, in 4.3.1): the matcher would never start again. It is a copy of what Kafka holds. So is one that
     * a former release wrote.
     */
    private static boolean isGlobalStateBroken(Throwable fault) {
        for (Throwable t = fault; t != null; t = t.getCause()) {
            if (t instanceof TaskCorruptedException || t instanceof FormerState) {
                return true;
            }
        }
        return false;
    }

    private void wipeGlobalState() {
        Path folder = settings.stateDir()
                .resolve(StreamsSettings.applicationId(connection))
                .resolve("global");
        LOG.atWarn().addKeyValue("folder", folder).log("What is known of people is read anew from Kafka");
        try {
            Utils.delete(folder.toFile());
        } catch (IOException e) {
            throw new UserError("The broken state in " + folder + " cannot be removed: " + e, e);
        }
    }

    private static String reasonOf(Throwable fault) {
        return fault.getMessage()
                + (fault.getCause() == null ? "" : ": " + fault.getCause().getMessage());
    }

    /** Credentials and rights can be mended while we run; a gallery that Kafka has cut is read anew. */
    private static boolean isDependencyAway(Throwable fault) {
        for (Throwable t = fault; t != null; t = t.getCause()) {
            if (t instanceof RetriableException
                    || t instanceof AuthenticationException
                    || t instanceof AuthorizationException
                    || t instanceof InvalidOffsetException
                    || t instanceof MissingSourceTopicException
                    || isUnresolvedBroker(t)
                    || isStateInUse(t)) {
                return true;
            }
        }
        return false;
    }

    /** Where names come and go with containers, a broker that is away has none. */
    private static boolean isUnresolvedBroker(Throwable t) {
        return t instanceof ConfigException && says(t, "No resolvable bootstrap urls");
    }

    /** The former matcher, or the former instance of Kafka Streams, has not let go of the folder yet. */
    private static boolean isStateInUse(Throwable t) {
        return t instanceof LockException
                || (t instanceof StreamsException && says(t, "running in the same state directory"));
    }

    /** Kafka 4.3.1 has no types for these. */
    private static boolean says(Throwable t, String words) {
        return t.getMessage() != null && t.getMessage().contains(words);
    }

    private void pause() throws InterruptedException {
        try {
            stop.get(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException waited) {
            return;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void fail(Throwable bug) {
        LOG.atError().setCause(bug).log("Matcher failed");
        context.health().fail("The matcher failed: " + bug.getMessage());
        context.failure().accept(bug);
    }
}
