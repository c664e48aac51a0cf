package io.sightline.standalone;

import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.standalone.local.LocalKafka;
import io.sightline.standalone.local.LocalRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka and the registry as child processes, started side by side, and started again should one of them die: the stages
 * wait meanwhile.
 */
final class Infrastructure implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Infrastructure.class);
    private static final long RESTART_WAIT_MILLIS = 1_000;

    private final Child<LocalKafka> kafka;
    private final Child<LocalRegistry> registry;

    private Infrastructure(Child<LocalKafka> kafka, Child<LocalRegistry> registry) {
        this.kafka = kafka;
        this.registry = registry;
    }

    /** @throws io.sightline.core.UserError if one of them does not come up */
    static Infrastructure start(
            Distribution distribution, DataFolder folder, StandaloneOptions options, Consumer<String> progress)
            throws InterruptedException {
        var kafka = new Child<>(
                "Kafka",
                () -> LocalKafka.start(distribution, folder.kafka(), options.kafkaPort()),
                LocalKafka::ended,
                progress);
        var registry = new Child<>(
                "Schema registry",
                () -> LocalRegistry.start(distribution, folder.registry(), options.registryPort()),
                LocalRegistry::ended,
                progress);
        ExecutorService both = Executors.newFixedThreadPool(2);
        try {
            Future<?> kafkaStart = both.submit(kafka::start);
            Future<?> registryStart = both.submit(registry::start);
            kafkaStart.get();
            registryStart.get();
            return new Infrastructure(kafka, registry);
        } catch (InterruptedException e) {
            kafka.close();
            registry.close();
            throw e;
        } catch (ExecutionException e) {
            kafka.close();
            registry.close();
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("Kafka or the registry could not be started", e.getCause());
        } finally {
            both.shutdownNow();
        }
    }

    Connection connection() {
        return new Connection(
                Map.of("bootstrap.servers", kafka.running().bootstrapServers()),
                new RegistryConfig(registry.running().url(), Map.of()),
                "");
    }

    @Override
    public void close() {
        var first = CompletableFuture.runAsync(kafka::close);
        registry.close();
        first.join();
    }

    private interface Start<T> {
        T run() throws IOException, InterruptedException;
    }

    /** A child process that is wanted alive until it is closed. */
    private static final class Child<T extends AutoCloseable> implements AutoCloseable {
        private final String name;
        private final Start<T> start;
        private final Function<T, CompletableFuture<Void>> ended;
        private final Consumer<String> progress;
        private T running;
        private boolean closed;

        Child(String name, Start<T> start, Function<T, CompletableFuture<Void>> ended, Consumer<String> progress) {
            this.name = name;
            this.start = start;
            this.ended = ended;
            this.progress = progress;
        }

        synchronized T running() {
            return running;
        }

        /** Starts it, unless it was closed before; from then on its end is noticed. */
        private void start() {
            long begun = System.nanoTime();
            T started;
            try {
                started = start.run();
            } catch (IOException e) {
                throw new UncheckedIOException(name + " could not be started", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            synchronized (this) {
                running = started;
            }
            if (isClosed()) {
                close();
                return;
            }
            progress.accept(String.format(Locale.ROOT, "%s is up (%.1f s)", name, (System.nanoTime() - begun) / 1e9));
            var unused = ended.apply(started).thenRun(() -> new Thread(this::revive, "revive-" + name).start());
        }

        private void revive() {
            while (!isClosed()) {
                LOG.atError().addKeyValue("process", name).log("Child process ended; starting it again");
                progress.accept(name + " ended unexpectedly; starting it again");
                try {
                    Thread.sleep(RESTART_WAIT_MILLIS);
                    if (!isClosed()) {
                        start();
                    }
                    return;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                } catch (RuntimeException e) {
                    LOG.atError().addKeyValue("process", name).setCause(e).log("Child process did not come up");
                }
            }
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        @Override
        public void close() {
            T last;
            synchronized (this) {
                closed = true;
                last = running;
            }
            if (last != null) {
                try {
                    last.close();
                } catch (Exception e) {
                    throw new IllegalStateException(name + " did not stop", e);
                }
            }
        }
    }
}
