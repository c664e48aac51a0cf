package io.sightline.standalone;

import io.sightline.console.ConsoleSettings;
import io.sightline.core.config.ConfigLoader;
import io.sightline.standalone.local.Ports;
import java.time.Duration;

/**
 * What may be chosen about a standalone system.
 *
 * @param kafkaPort for clients
 * @param registryPort of the schema registry
 * @param adminPort of health and metrics
 * @param console the console's, its port among them; its models and its key file are the data folder's
 * @param embedder a packaged bundle's name or a folder: which model makes the vectors
 */
public record StandaloneOptions(
        int kafkaPort, int registryPort, int adminPort, ConsoleSettings console, String embedder) {
    public static final int KAFKA_PORT = 19092;
    public static final int REGISTRY_PORT = 18081;
    public static final int ADMIN_PORT = 18080;
    public static final int CONSOLE_PORT = 18088;
    public static final String EMBEDDER = "mobilefacenet-128";

    private static final long POLL_MILLIS = 100;

    /** With a console as it is by default, on this port. */
    public StandaloneOptions(int kafkaPort, int registryPort, int adminPort, int consolePort, String embedder) {
        this(
                kafkaPort,
                registryPort,
                adminPort,
                ConfigLoader.defaults(ConsoleSettings.class).onPort(consolePort),
                embedder);
    }

    public int consolePort() {
        return console.web().port();
    }

    /** For tests: ports that nobody holds. */
    public static StandaloneOptions onFreePorts() {
        return new StandaloneOptions(Ports.free(), Ports.free(), Ports.free(), Ports.free(), EMBEDDER);
    }

    /** What a killed run has started ends by itself within seconds: worth a moment's wait. */
    void awaitFreePorts(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < deadline
                && !(Ports.isFree(kafkaPort) && Ports.isFree(registryPort) && Ports.isFree(adminPort))) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    /** @throws io.sightline.core.UserError naming the port and its holder */
    void requireFreePorts() {
        Ports.requireFree(kafkaPort, "Kafka", "--kafka-port");
        Ports.requireFree(registryPort, "the schema registry", "--registry-port");
        Ports.requireFree(adminPort, "health and metrics", "--admin-port");
        Ports.requireFree(consolePort(), "the console", "--console-port");
    }
}
