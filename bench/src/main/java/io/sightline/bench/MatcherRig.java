package io.sightline.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.kafka.TopicReconciler;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.matcher.ActiveModel;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.MatcherService;
import io.sightline.matcher.MatcherSettings;
import io.sightline.matcher.SightingSettings;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.local.LocalKafka;
import io.sightline.standalone.local.LocalRegistry;
import io.sightline.standalone.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A real broker and a real registry as child processes, and matchers in this JVM that work on them. One thread. */
final class MatcherRig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Path folder;
    private final Distribution distribution = Distribution.locate();
    private final LocalKafka kafka;
    private final LocalRegistry registry;

    /** A matcher at work. */
    record Matcher(MatcherService service, Health health, SimpleMeterRegistry metrics) implements AutoCloseable {
        double gauge(String name) {
            return metrics.get(name).gauge().value();
        }

        /** @throws IllegalStateException if it does not come about */
        void awaitReady() throws InterruptedException {
            // Not all of its health: nobody watches the registry here.
            await(
                    "the matcher is ready",
                    () -> health.component("streams").fault().isEmpty());
        }

        @Override
        public void close() {
            service.close();
        }
    }

    private MatcherRig(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.kafka = LocalKafka.start(distribution, folder.resolve("kafka"), Ports.free());
        this.registry = LocalRegistry.start(distribution, folder.resolve("registry"), Ports.free());
    }

    static MatcherRig start(Path folder) throws IOException, InterruptedException {
        return new MatcherRig(folder);
    }

    /** With topics of its own. */
    Connection connection(String topicPrefix) {
        Connection connection = new Connection(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new RegistryConfig(registry.url(), Map.of()),
                topicPrefix);
        try {
            new TopicReconciler(connection, Optional.of((short) 1)).reconcile();
        } catch (DependencyAwayException e) {
            throw new IllegalStateException(e);
        }
        return connection;
    }

    AvroCodec codec(Connection connection) {
        return RegistryAvroCodec.open(connection);
    }

    KafkaClients clients(Connection connection) {
        return new KafkaClients(connection);
    }

    ActiveModel model() {
        return ActiveModel.load(bundle());
    }

    private Path bundle() {
        return distribution.bundle("mobilefacenet-128");
    }

    /** Starts one, on state of this name in the rig's folder. */
    Matcher matcher(Connection connection, String state, MatcherSettings.Guarantee guarantee, Duration commitInterval)
            throws IOException {
        Health health = new Health();
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        MatcherService service = new MatcherService(
                new MatcherSettings(
                        bundle(),
                        Files.createDirectories(folder.resolve(state)),
                        1,
                        guarantee,
                        commitInterval,
                        ConfigLoader.defaults(DecisionSettings.class),
                        ConfigLoader.defaults(SightingSettings.class)),
                connection,
                new ServiceContext(metrics, health, failure -> {
                    throw new IllegalStateException(failure);
                }));
        service.start();
        return new Matcher(service, health, metrics);
    }

    /** @throws IllegalStateException if it does not come about */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(1);
        }
    }

    /** Its folder goes, too: what was measured is printed, and the topics may have grown to gigabytes. */
    @Override
    public void close() {
        registry.close();
        kafka.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException("The folder " + folder + " cannot be emptied", e);
        }
    }
}
