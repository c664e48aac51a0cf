package io.sightline.console.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Keeps a session's cookie and token, and may be told to forget or forge them. One thread. */
public final class Browser {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int port;
    private final Map<String, String> always = new LinkedHashMap<>();
    private Optional<String> cookie = Optional.empty();
    private Optional<String> token = Optional.empty();

    public Browser(int port) {
        this.port = port;
    }

    /** Sends this header with every request from now on. */
    public Browser with(String header, String value) {
        always.put(header, value);
        return this;
    }

    /** The same session, in another window. */
    public Browser twin() {
        var twin = new Browser(port);
        twin.always.putAll(always);
        twin.cookie = cookie;
        twin.token = token;
        return twin;
    }

    public Browser withToken(Optional<String> other) {
        token = other;
        return this;
    }

    public Browser withCookie(Optional<String> other) {
        cookie = other;
        return this;
    }

    public Optional<String> cookie() {
        return cookie;
    }

    public Optional<String> token() {
        return token;
    }

    public String authority() {
        return "127.0.0.1:" + port;
    }

    public Answer get(String path) {
        return send("GET", path, "", BodyPublishers.noBody());
    }

    /** With a JSON body. */
    public Answer send(String method, String path, String json) {
        return send(method, path, "application/json", BodyPublishers.ofString(json));
    }

    /** With a JSON body whose length is not said beforehand. */
    public Answer stream(String method, String path, Supplier<InputStream> json) {
        return send(method, path, "application/json", BodyPublishers.ofInputStream(json));
    }

    /** @param type the body's media type; empty for none */
    public Answer send(String method, String path, String type, BodyPublisher body) {
        HttpRequest.Builder request = request(path).method(method, body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        try {
            // Bounded: an answer that never ends must fail the test, not hold it.
            HttpResponse<String> response = HTTP.sendAsync(request.build(), BodyHandlers.ofString(UTF_8))
                    .get(60, TimeUnit.SECONDS);
            Answer answer = answer(response, response.body());
            remember(answer);
            return answer;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(method + " " + path + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Server-sent events; the caller closes it. */
    public InputStream follow(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = HTTP.send(
                request(path).header("Accept", "text/event-stream").GET().build(), BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new AssertionError(path + ": " + response.statusCode());
        }
        return response.body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
        always.forEach(request::header);
        cookie.ifPresent(c -> request.header("Cookie", c));
        token.ifPresent(t -> request.header("X-CSRF-Token", t));
        return request;
    }

    static Answer answer(HttpResponse<?> response, String body) {
        Map<String, List<String>> headers = new TreeMap<>();
        response.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return new Answer(response.statusCode(), headers, body);
    }

    private void remember(Answer answer) {
        answer.header("set-cookie").ifPresent(c -> cookie = Optional.of(c.substring(0, c.indexOf(';'))));
        if (answer.status() == 200
                && answer.header("content-type").orElse("").startsWith("application/json")
                && answer.json().hasNonNull("csrfToken")) {
            token = Optional.of(answer.json().get("csrfToken").asText());
        }
    }
}
