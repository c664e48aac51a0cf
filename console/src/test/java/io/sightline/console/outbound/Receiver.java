package io.sightline.console.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook's other end, on the loopback interface. */
public final class Receiver implements AutoCloseable {
    /** What came. */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
    public record Got(String id, String timestamp, String signature, byte[] body, JsonNode json, int answered) {}

    /** Decides what is answered. */
    public interface Answers {
        int status(JsonNode message) throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final List<Got> all = new CopyOnWriteArrayList<>();
    private volatile Answers answers;

    public Receiver(int port, Answers answers) throws IOException {
        this.answers = answers;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/in", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        var headers = exchange.getRequestHeaders();
        try {
            JsonNode json = new ObjectMapper().readTree(body);
            int status = answers.status(json);
            all.add(new Got(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body,
                    json,
                    status));
            exchange.sendResponseHeaders(status, -1);
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            exchange.close();
        }
    }

    void from(Answers now) {
        answers = now;
    }

    int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port() + "/in";
    }

    public List<Got> all() {
        return List.copyOf(all);
    }

    /** Those that were answered with success, in their order. */
    List<Got> taken() {
        return all.stream().filter(g -> g.answered() / 100 == 2).toList();
    }

    List<String> takenIds() {
        return taken().stream().map(g -> g.json().get("eventId").asText()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
