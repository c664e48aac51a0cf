package io.sightline.standalone.local;

import io.sightline.core.UserError;
import io.sightline.standalone.Distribution;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A real schema registry (Apicurio, with its data in an H2 file) as a child process on the loopback interface.
 *
 * <p>Its data survives {@code kill -9} of everything. It ends when this JVM ends, however that ends. The Confluent API is
 * at {@code <url>/apis/ccompat/v7}.
 */
public final class LocalRegistry implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final List<String> JVM_FLAGS =
            List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dquarkus.http.host=127.0.0.1");
    /** What the registry checks where a subject says nothing of its own; out of the box it checks nothing. */
    private static final String COMPATIBILITY = "{\"compatibility\":\"BACKWARD\"}";

    private final ChildProcess child;
    private final String url;

    private LocalRegistry(ChildProcess child, String url) {
        this.child = child;
        this.url = url;
    }

    /**
     * Starts it and returns once it answers; at its first start its global compatibility is set to BACKWARD.
     *
     * @param folder for its data and its log; made if it is not there
     * @throws UserError if it does not come up, with its last words
     */
    public static LocalRegistry start(Distribution distribution, Path folder, int port)
            throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.toAbsolutePath());
        if (home.toString().contains(";")) {
            throw new UserError("The data folder " + home + " has a semicolon in its path, which the schema registry's"
                    + " database takes for the end of the folder's name. Choose another with --data.");
        }
        List<String> flags = new ArrayList<>(JVM_FLAGS);
        flags.add("-Dquarkus.http.port=" + port);
        flags.add("-Dquarkus.http.access-log.enabled=false");
        flags.add("-Dapicurio.datasource.url=jdbc:h2:file:" + home.resolve("h2"));
        flags.add("-Dquarkus.log.console.enable=false");
        flags.add("-Dquarkus.log.file.enable=true");
        flags.add("-Dquarkus.log.file.path=" + home.resolve("registry.log"));
        flags.add("-Dquarkus.log.file.rotation.max-file-size=10M");
        flags.add("-Dquarkus.log.file.rotation.max-backup-index=1");
        flags.add("-Dapicurio.datasource.jdbc.initial-size=2");
        flags.add("-Dapicurio.datasource.jdbc.min-size=2");
        var child = ChildProcess.start(new ChildProcess.Command(
                "The schema registry",
                List.of(distribution.registryJar().toString()),
                flags,
                "io.quarkus.runner.GeneratedMain",
                List.of(),
                home.resolve("registry.log")));
        var registry = new LocalRegistry(child, "http://127.0.0.1:" + port);
        try {
            var client = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build();
            child.awaitReady(START_LIMIT, () -> registry.answers(client));
            registry.setCompatibility(client);
        } catch (IOException | InterruptedException | RuntimeException e) {
            child.close();
            throw e;
        }
        return registry;
    }

    private boolean answers(HttpClient client) {
        try {
            return get(client, "/apis/registry/v3/system/info").statusCode() == 200;
        } catch (IOException e) {
            return false; // not yet: the caller asks again, and gives up in time
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void setCompatibility(HttpClient client) throws IOException, InterruptedException {
        String path = "/apis/ccompat/v7/config";
        if (!get(client, path).body().contains("\"NONE\"")) {
            return;
        }
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER_LIMIT)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(COMPATIBILITY))
                .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("The schema registry refused its global compatibility with status "
                    + response.statusCode() + ": " + response.body());
        }
    }

    private HttpResponse<String> get(HttpClient client, String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(ANSWER_LIMIT)
                        .build(),
                BodyHandlers.ofString());
    }

    /** The server, without the path of an API. */
    public String url() {
        return url;
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
