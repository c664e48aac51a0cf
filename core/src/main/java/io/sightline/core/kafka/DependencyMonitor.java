package io.sightline.core.kafka;

import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
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
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "dependency-monitor");
        t.setDaemon(true);
        return t;
    });
    private Admin admin;

    public DependencyMonitor(Connection connection, ServiceContext context) {
        this.connection = connection;
        this.kafka = context.health().component("kafka");
        this.registry = context.health().component(RegistryProbe.NAME);
    }

    @Override
    public void start() {
        RegistryProbe probe = RegistryProbe.of(connection.registry());
        thread.scheduleWithFixedDelay(() -> askRegistry(probe), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::askKafka, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void askRegistry(RegistryProbe probe) {
        try {
            probe.requireReachable();
            registry.up();
        } catch (DependencyAwayException e) {
            registry.down(e.getMessage());
        }
    }

    private void askKafka() {
        String servers = connection.kafka().get("bootstrap.servers");
        try {
            if (admin == null) {
                admin = new KafkaClients(connection).admin();
            }
            admin.describeCluster().nodes().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            kafka.up();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            kafka.down("Kafka at " + servers + " does not answer"
                    + (cause.getMessage() == null ? "" : ": " + cause.getMessage()));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
