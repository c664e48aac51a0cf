package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChannelTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final AddressRule ANY = new AddressRule(true, false);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "200, Delivered",
        "204, Delivered",
        "410, Gone",
        "400, GivenUp",
        "404, GivenUp",
        "408, Failed",
        "425, Failed",
        "429, Failed",
        "500, Failed",
        "503, Failed",
        "304, Failed"
    })
    void theStatusSaysWhatBecomesOfTheMessage(int status, String outcome) {
        serve(http -> http.sendResponseHeaders(status, -1));

        assertThat(send(LIMIT).getClass().getSimpleName()).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsAreNotFollowed(int status) {
        var elsewhere = new AtomicInteger();
        server.createContext("/elsewhere", http -> elsewhere.incrementAndGet());
        serve(http -> {
            http.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/elsewhere");
            http.sendResponseHeaders(status, -1);
        });

        assertThat(send(LIMIT)).isInstanceOf(Outcome.Failed.class);
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void anAnswerWithoutEndIsReadUpToABound() {
        serve(http -> {
            http.sendResponseHeaders(200, 0);
            endless(http, 0);
        });

        long begun = System.nanoTime();
        assertThat(send(LIMIT)).isInstanceOf(Outcome.Delivered.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aReceiverThatDoesNotAnswerIsLeftAfterTheLimit() {
        serve(http -> await());

        assertThat(took(Duration.ofMillis(300))).isLessThan(Duration.ofSeconds(5));
        assertThat(send(Duration.ofMillis(300)))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class, failed -> assertThat(failed.why()).contains("300 ms"));
    }

    /** Each byte resets a socket's time-out; the limit is for all of it. */
    @Test
    void aReceiverThatDripsIsLeftAfterTheLimit() {
        serve(http -> {
            http.sendResponseHeaders(200, 0);
            endless(http, 50);
        });

        assertThat(took(Duration.ofMillis(600))).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void closingEndsWhatIsUnderWay() throws Exception {
        var begun = new CountDownLatch(1);
        serve(http -> {
            begun.countDown();
            await();
        });
        var channel = channel(ANY, "127.0.0.1");
        var sent = threads.submit(() -> channel.send(Letters.test(NOW), LIMIT));
        begun.await();

        channel.close();

        assertThat(sent.get(5, TimeUnit.SECONDS)).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aWishToBeLeftAloneIsUnderstoodInSecondsAndAsADate() {
        assertThat(delay("120")).contains(Duration.ofMinutes(2));
        assertThat(delay(DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        NOW.plusSeconds(30).atOffset(ZoneOffset.UTC))))
                .contains(Duration.ofSeconds(30));
        assertThat(delay("soon")).isEmpty();
    }

    private Optional<Duration> delay(String header) {
        serve(http -> {
            http.getResponseHeaders().set("Retry-After", header);
            http.sendResponseHeaders(503, -1);
        });
        try {
            return ((Outcome.Failed) send(LIMIT)).delay();
        } finally {
            server.removeContext("/in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "127.1", "2130706433"})
    void whatIsNotAllowedIsNotConnectedToHoweverItIsWritten(String host) {
        var asked = new AtomicInteger();
        serve(http -> asked.incrementAndGet());

        try (Channel channel = channel(new AddressRule(false, false), host)) {
            assertThat(channel.send(Letters.test(NOW), LIMIT)).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(asked).hasValue(0);
    }

    private Outcome send(Duration limit) {
        try (Channel channel = channel(ANY, "127.0.0.1")) {
            return channel.send(Letters.test(NOW), limit);
        }
    }

    private Duration took(Duration limit) {
        long begun = System.nanoTime();
        send(limit);
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private WebhookChannel channel(AddressRule rule, String host) {
        return new WebhookChannel(
                URI.create("http://" + host + ":" + port() + "/in"),
                rule,
                TrustedAuthorities.with(Optional.empty()),
                new byte[32],
                2,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private void serve(HttpHandler handler) {
        server.createContext("/in", http -> {
            try (http) {
                http.getRequestBody().readAllBytes();
                handler.handle(http);
            }
        });
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endless(HttpExchange http, long pauseMillis) throws IOException {
        OutputStream out = http.getResponseBody();
        byte[] bytes = new byte[pauseMillis > 0 ? 1 : 8192];
        try {
            while (end.getCount() > 0) {
                out.write(bytes);
                out.flush();
                Thread.sleep(pauseMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
