package io.sightline.standalone;

import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.standalone.local.LocalKafka;
import io.sightline.standalone.local.LocalRegistry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Kafka and the registry as child processes, started side by side. */
final class Infrastructure implements AutoCloseable {
    private final KeptAlive<LocalKafka> kafka;
    private final KeptAlive<LocalRegistry> registry;
    private final Connection connection;

    private Infrastructure(KeptAlive<LocalKafka> kafka, KeptAlive<LocalRegistry> registry, Connection connection) {
        this.kafka = kafka;
        this.registry = registry;
        this.connection = connection;
    }

    /** Begins to start both, and returns. */
    static Infrastructure begin(
            Distribution distribution, DataFolder folder, StandaloneOptions options, Consumer<String> progress) {
        var infrastructure = new Infrastructure(
                new KeptAlive<>(
                        "Kafka",
                        () -> LocalKafka.start(distribution, folder.kafka(), options.kafkaPort()),
                        LocalKafka::ended,
                        progress),
                new KeptAlive<>(
                        "Schema registry",
                        () -> LocalRegistry.start(distribution, folder.registry(), options.registryPort()),
                        LocalRegistry::ended,
                        progress),
                new Connection(
                        Map.of("bootstrap.servers", "127.0.0.1:" + options.kafkaPort()),
                        new RegistryConfig("http://127.0.0.1:" + options.registryPort(), Map.of()),
                        ""));
        infrastructure.kafka.begin();
        infrastructure.registry.begin();
        return infrastructure;
    }

    /** Returns when both answer. @throws io.sightline.core.UserError if one of them does not come up */
    void awaitUp() throws InterruptedException {
        kafka.awaitUp();
        registry.awaitUp();
    }

    /** How both are reached, once they are up. */
    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        var first = CompletableFuture.runAsync(kafka::close);
        registry.close();
        first.join();
    }
}
