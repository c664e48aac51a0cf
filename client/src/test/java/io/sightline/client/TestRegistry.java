package io.sightline.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * A registry that can be made to fail: the one question that the kit asks, over real HTTP. That the real ones answer it
 * likewise is shown in standalone's ClientKitIT.
 */
final class TestRegistry implements AutoCloseable {
    static final int EVENTS = 7;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    final AtomicInteger questions = new AtomicInteger();
    volatile int failsWith;
    volatile Optional<String> authorization = Optional.empty();
    private final HttpServer server;

    private TestRegistry(HttpServer server) {
        this.server = server;
    }

    static TestRegistry start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        TestRegistry registry = new TestRegistry(server);
        registry.put(EVENTS, IdentityEvent.getClassSchema().toString());
        server.createContext("/", registry::answer);
        server.start();
        return registry;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void put(int id, String schema) throws IOException {
        answers.put("/schemas/ids/" + id, new ObjectMapper().writeValueAsString(Map.of("schema", schema)));
    }

    void putRaw(int id, String answer) {
        answers.put("/schemas/ids/" + id, answer);
    }

    private void answer(HttpExchange exchange) throws IOException {
        questions.incrementAndGet();
        authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
        String answer = answers.get(exchange.getRequestURI().getPath());
        byte[] body = (answer == null ? "{\"error_code\":40403}" : answer).getBytes(UTF_8);
        int status = failsWith != 0 ? failsWith : answer == null ? 404 : 200;
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** In Confluent's wire format. */
    static byte[] encoded(IdentityEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(EVENTS).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        try {
            new SpecificDatumWriter<>(IdentityEvent.class).write(event, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
