package io.sightline.standalone.local;

import io.sightline.core.UserError;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.standalone.Distribution;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/**
 * A real single-node Kafka (KRaft: broker and controller in one) as a child process on the loopback interface.
 *
 * <p>Its data survives {@code kill -9} of everything. It ends when this JVM ends, however that ends.
 */
public final class LocalKafka implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration FORMAT_LIMIT = Duration.ofSeconds(60);
    private static final List<String> JVM_FLAGS = List.of(
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dlogback.configurationFile=broker-logback.xml");

    private final ChildProcess child;
    private final int port;

    private LocalKafka(ChildProcess child, int port) {
        this.child = child;
        this.port = port;
    }

    /**
     * Starts it and returns once it answers.
     *
     * @param folder for its data and its log; made if it is not there
     * @param port for clients; its controller takes a free one
     * @throws UserError if it does not come up, with its last words
     */
    public static LocalKafka start(Distribution distribution, Path folder, int port)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.toAbsolutePath());
        Path settings = home.resolve("server.properties");
        try (OutputStream out = Files.newOutputStream(settings)) {
            settings(home, port, Ports.free()).store(out, null);
        }
        List<String> classPath = distribution.kafkaClassPath();
        if (!Files.exists(home.resolve("log").resolve("meta.properties"))) {
            format(classPath, home, settings);
        }
        var child = ChildProcess.start(new ChildProcess.Command(
                "Kafka", classPath, JVM_FLAGS, "kafka.Kafka", List.of(settings.toString()), home.resolve("kafka.log")));
        try {
            child.awaitReady(START_LIMIT, () -> Ports.answers(port));
            child.awaitReady(START_LIMIT, () -> hasBroker(port));
        } catch (InterruptedException | RuntimeException e) {
            child.close();
            throw e;
        }
        return new LocalKafka(child, port);
    }

    private static void format(List<String> classPath, Path home, Path settings)
            throws IOException, InterruptedException {
        try (var tool = ChildProcess.start(new ChildProcess.Command(
                "Formatting Kafka's data folder",
                classPath,
                JVM_FLAGS,
                "kafka.tools.StorageTool",
                List.of("format", "-t", Uuid.randomUuid().toString(), "-c", settings.toString()),
                home.resolve("format.log")))) {
            tool.awaitSuccess(FORMAT_LIMIT);
        }
    }

    private static boolean hasBroker(int port) {
        try (var admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3_000))) {
            return !admin.describeCluster().nodes().get().isEmpty();
        } catch (ExecutionException e) {
            return false; // not yet: the caller asks again, and gives up in time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** To be stored as properties, whose escapes let the folder have any letter. */
    private static Properties settings(Path home, int port, int controllerPort) {
        if (home.toString().contains(",")) {
            throw new UserError("The data folder " + home + " has a comma in its path, which Kafka takes for the end of"
                    + " the folder's name. Choose another with --data.");
        }
        var settings = new Properties();
        settings.putAll(Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("log.dirs", home.resolve("log").toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("default.replication.factor", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "8"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "8"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("message.max.bytes", Integer.toString(KafkaClients.MAX_DEAD_LETTER_BYTES)),
                Map.entry("replica.fetch.max.bytes", Integer.toString(KafkaClients.MAX_DEAD_LETTER_BYTES)),
                // Frames are kept for minutes: look for what is out of date more often than every five.
                Map.entry("log.retention.check.interval.ms", "60000"),
                // The clean-up buffer is 128 MB by default; the compacted topics here are small.
                Map.entry("log.cleaner.dedupe.buffer.size", "16777216")));
        return settings;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public long pid() {
        return child.pid();
    }

    public boolean isAlive() {
        return child.isAlive();
    }

    /** Completes when the process ends, for whatever reason. */
    public CompletableFuture<Void> ended() {
        return child.onExit().thenApply(p -> null);
    }

    /** Stops it in good order, or after a few seconds by force. */
    @Override
    public void close() {
        child.close();
    }
}
