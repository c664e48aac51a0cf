package io.sightline.core.kafka;

import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/** Asks Kafka and the schema registry every few seconds whether they are there, and says so in health. */
public final class DependencyMonitor implements Service {
    private static final Duration INTERVAL = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Connection connection;
    private final Health.Component kafka;
    private final Health.Component registry;
    private final Thread thread = new Thread(this::watch, "dependency-monitor");
    private Admin admin;

    public DependencyMonitor(Connection connection, ServiceContext context) {
        this.connection = connection;
        this.kafka = context.health().component("kafka");
        this.registry = context.health().component(RegistryProbe.NAME);
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        RegistryProbe probe = RegistryProbe.of(connection.registry());
        try {
            while (true) {
                askRegistry(probe);
                askKafka();
                Thread.sleep(INTERVAL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private void askRegistry(RegistryProbe probe) {
        try {
            probe.requireReachable();
            registry.up();
        } catch (DependencyAwayException e) {
            registry.down(e.getMessage());
        }
    }

    private void askKafka() throws InterruptedException {
        String servers = connection.kafka().get("bootstrap.servers");
        try {
            if (admin == null) {
                admin = new KafkaClients(connection).admin();
            }
            admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            kafka.up();
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            kafka.down("Kafka at " + servers + " does not answer"
                    + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
