package io.sightline.core.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.sightline.core.UserError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves {@code /livez}, {@code /readyz} and {@code /metrics}.
 *
 * <p>200 is yes, 503 is no; the body has a line per component and what is wrong with it.
 */
public final class AdminServer implements AutoCloseable {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final HttpServer server;
    private final ExecutorService threads;

    private AdminServer(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** @throws UserError if the address cannot be listened on */
    public static AdminServer start(AdminConfig config, Health health, PrometheusMeterRegistry metrics) {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 0);
        } catch (IOException e) {
            throw new UserError(
                    "Cannot serve health and metrics on " + config.host() + ":" + config.port() + ": " + e.getMessage()
                            + "; set admin.port to a free port",
                    e);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2, task -> {
            Thread thread = new Thread(task, "admin");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/livez", e -> answer(e, health.isLive() ? 200 : 503, TEXT, state(health)));
        server.createContext("/readyz", e -> answer(e, health.isReady() ? 200 : 503, TEXT, state(health)));
        server.createContext(
                "/metrics", e -> answer(e, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        server.start();
        return new AdminServer(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static String state(Health health) {
        StringBuilder text =
                new StringBuilder(health.isReady() ? "ready\n" : health.isLive() ? "not ready\n" : "dead\n");
        health.components().forEach((name, fault) -> text.append(name)
                .append(": ")
                .append(fault.orElse("up"))
                .append('\n'));
        Optional.ofNullable(health.faults().get("service"))
                .ifPresent(f -> text.append("service: ").append(f).append('\n'));
        return text.toString();
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
