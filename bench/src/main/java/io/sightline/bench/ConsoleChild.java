package io.sightline.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.service.Connection;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./sightline console} as it is typed, in which somebody has signed in. One thread. */
final class ConsoleChild implements AutoCloseable {
    private static final Pattern FIRST = Pattern.compile("(http://\\S+)/first\\?token=(\\S+)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long STOPPING_S = 20;

    private final Process process;
    private final URI url;
    private final String cookie;

    private ConsoleChild(Process process, URI url, String cookie) {
        this.process = process;
        this.url = url;
        this.cookie = cookie;
    }

    static ConsoleChild start(Connection connection, Path folder) throws IOException, InterruptedException {
        Path config = folder.resolve("console.yml");
        Files.writeString(
                config,
                """
                kafka: {bootstrap.servers: "%s"}
                registry: {url: "%s"}
                topicPrefix: "%s"
                admin: {port: 0}
                console:
                  web: {port: %d}
                  keyFile: "%s"
                """
                        .formatted(
                                connection.kafka().get("bootstrap.servers"),
                                connection.registry().url(),
                                connection.topicPrefix(),
                                Ports.free(),
                                folder.resolve("console.key")));
        Path printed = folder.resolve("console.log");
        Path script = Distribution.locate().home().resolve("../../../sightline").normalize();
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "console", "--config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().put("SIGHTLINE_BUILD", "never");
        Process process = builder.start();
        // Whoever ends the measurement by a signal ends this with it.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "console-end"));
        try {
            Matcher first = awaitFirst(process, printed);
            URI url = URI.create(first.group(1));
            return new ConsoleChild(process, url, signIn(url, first.group(2)));
        } catch (IOException | InterruptedException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Matcher awaitFirst(Process process, Path printed) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            String said = Files.readString(printed, StandardCharsets.UTF_8);
            Matcher first = FIRST.matcher(said);
            if (first.find() && said.length() > first.end()) {
                return first;
            }
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IllegalStateException("The console was not served; it said: " + said);
            }
            Thread.sleep(100);
        }
    }

    /** @return the session's cookie, as browsers send it */
    private static String signIn(URI url, String token) throws IOException, InterruptedException {
        String first = new JsonMapper()
                .writeValueAsString(
                        Map.of("token", token, "user", "bench", "password", "of this run alone, and so in the open"));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(url.resolve("/api/v1/session/first"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(first))
                                .build(),
                        BodyHandlers.ofString());
        String cookie = answer.headers().firstValue("Set-Cookie").orElse("");
        if (answer.statusCode() != 200 || cookie.isEmpty()) {
            throw new IllegalStateException("Nobody could be signed in: " + answer.statusCode() + " " + answer.body());
        }
        return cookie.substring(0, cookie.indexOf(';'));
    }

    URI url() {
        return url;
    }

    String cookie() {
        return cookie;
    }

    /** All its threads' so far. @throws IllegalStateException if it has ended */
    double cpuSeconds() {
        return process.info()
                        .totalCpuDuration()
                        .orElseThrow(() -> new IllegalStateException("The console has ended"))
                        .toNanos()
                / 1e9;
    }

    /** What it holds of the machine's memory now, megabytes. */
    double residentMb() throws IOException {
        Matcher resident = RESIDENT.matcher(Files.readString(Path.of("/proc", "" + process.pid(), "status")));
        if (!resident.find()) {
            throw new IllegalStateException("The console has ended");
        }
        return Long.parseLong(resident.group(1)) / 1024.0;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPPING_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
