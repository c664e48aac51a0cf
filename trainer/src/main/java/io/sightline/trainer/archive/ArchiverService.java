package io.sightline.trainer.archive;

import io.micrometer.core.instrument.Gauge;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.RegistryAvroCodec;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.Service;
import io.sightline.core.service.ServiceContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The archiver on Kafka: {@code gallery}, {@code identity-events} and {@code people} to {@code crops-archive}, with the
 * pictures from {@code crops}. Several may run; one works and the others stand by.
 */
public final class ArchiverService implements Service {
    static final String NAME = "archiver";

    private static final Logger LOG = LoggerFactory.getLogger(ArchiverService.class);
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(8);

    private final ArchiverSettings settings;
    private final Connection connection;
    private final AvroCodec codec;
    private final ServiceContext context;
    private final Health.Component health;
    private final Thread thread = new Thread(this::run, NAME);
    private final AtomicInteger held = new AtomicInteger();
    private volatile boolean running;

    ArchiverService(ArchiverSettings settings, Connection connection, AvroCodec codec, ServiceContext context) {
        this.settings = settings;
        this.connection = connection;
        this.codec = codec;
        this.context = context;
        this.health = context.health().component(NAME);
        Gauge.builder("sightline.archive.crops", held, AtomicInteger::get)
                .description("Crops in the archive; 0 while another archiver works")
                .register(context.metrics());
    }

    public static ArchiverService open(ArchiverConfig config, ServiceContext context) {
        return open(config.connection(), config.archiver(), context);
    }

    /** Kafka is first asked on {@link #start}. */
    public static ArchiverService open(Connection connection, ArchiverSettings settings, ServiceContext context) {
        return new ArchiverService(settings, connection, RegistryAvroCodec.open(connection), context);
    }

    @Override
    public void start() {
        running = true;
        thread.start();
    }

    private void run() {
        try {
            while (running) {
                follow();
            }
        } catch (RuntimeException | Error e) {
            // A slow stop is interrupted, and whatever that breaks off is not a bug.
            if (running || e instanceof Error) {
                LOG.atError().addKeyValue("stage", NAME).setCause(e).log("Stage failed");
                context.health().fail("Stage " + NAME + " failed: " + e);
                context.failure().accept(e);
            }
        } finally {
            health.down("stopped");
        }
    }

    /** Works until something is away, or another has taken over: then all begins anew, from what is committed. */
    private void follow() {
        try (var member = new ArchiveMember(settings, connection, codec, context.metrics(), health, held)) {
            while (running) {
                member.step(() -> running);
            }
        } catch (DependencyAwayException e) {
            waitFor(e.dependency(), e.getMessage());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            waitFor("kafka", "Kafka does not do as asked: " + e.getMessage());
        }
    }

    private void waitFor(String dependency, String reason) {
        if (!running) {
            return;
        }
        if (!reason.equals(health.fault().orElse(null))) {
            LOG.atWarn()
                    .addKeyValue("stage", NAME)
                    .addKeyValue("dependency", dependency)
                    .addKeyValue("reason", reason)
                    .log("Stage waits for a dependency");
        }
        health.down(reason);
        try {
            Thread.sleep(WAIT.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        running = false;
        if (thread.isAlive() && Thread.currentThread() != thread) {
            try {
                thread.join(STOP_PATIENCE.toMillis());
                if (thread.isAlive()) {
                    thread.interrupt();
                    thread.join(STOP_PATIENCE.toMillis());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        codec.close();
    }
}
