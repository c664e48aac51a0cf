package io.sightline.console.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A browser that moves between sites: keeps all cookies of a console, and follows no link by itself. One thread. */
public final class Visitor {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final AtomicInteger VISITORS = new AtomicInteger();

    private final String console;
    /** As a proxy before the console would say: each visitor has an address of their own. */
    private final String address = "192.0.2." + VISITORS.incrementAndGet() % 250;

    private final Map<String, String> cookies = new TreeMap<>();

    /** @param console its address, without a slash at the end */
    public Visitor(String console) {
        this.console = console;
    }

    public Map<String, String> cookies() {
        return cookies;
    }

    /** Visits a path of the console. */
    public Answer visit(String path) {
        HttpResponse<String> response = get(URI.create(console + path), true);
        for (String cookie : response.headers().allValues("set-cookie")) {
            String name = cookie.substring(0, cookie.indexOf('='));
            String value = cookie.substring(name.length() + 1, cookie.indexOf(';'));
            if (value.isEmpty()) {
                cookies.remove(name);
            } else {
                cookies.put(name, value);
            }
        }
        return Browser.answer(response, response.body());
    }

    /** Where another site sends the browser. */
    public URI visitElsewhere(String uri) {
        HttpResponse<String> response = get(URI.create(uri), false);
        return URI.create(response.headers().firstValue("location").orElseThrow());
    }

    private HttpResponse<String> get(URI uri, boolean isConsole) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).GET();
        if (isConsole) {
            request.header("X-Forwarded-For", address);
        }
        if (isConsole && !cookies.isEmpty()) {
            List<String> pairs = cookies.entrySet().stream()
                    .map(c -> c.getKey() + "=" + c.getValue())
                    .toList();
            request.header("Cookie", String.join("; ", pairs));
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new AssertionError(uri + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The cookie's words, as they were set. */
    public static Optional<String> cookie(Answer answer, String name) {
        return answer.headers().getOrDefault("set-cookie", List.of()).stream()
                .filter(c -> c.startsWith(name + "="))
                .findFirst();
    }
}
