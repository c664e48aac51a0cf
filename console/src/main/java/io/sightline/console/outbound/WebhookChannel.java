package io.sightline.console.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** Posts messages as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> have it. Thread-safe. */
final class WebhookChannel implements Channel {
    private static final Timeout CONNECT = Timeout.ofSeconds(5);
    private static final int MOST_ANSWER_BYTES = 64 << 10;
    private static final int MOST_LINE = 8 << 10;
    private static final int MOST_HEADERS = 100;

    private final URI url;
    private final byte[] secret;
    private final InstantSource clock;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService limits = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "webhook-limit");
        thread.setDaemon(true);
        return thread;
    });

    WebhookChannel(URI url, AddressRule rule, SSLContext trust, byte[] secret, int connections, InstantSource clock) {
        this.url = url;
        this.secret = secret.clone();
        this.clock = clock;
        this.client = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(Http1Config.custom()
                                        .setMaxLineLength(MOST_LINE)
                                        .setMaxHeaderCount(MOST_HEADERS)
                                        .build())
                                .build())
                        .setDnsResolver(new CheckedNames(rule))
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(trust))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(CONNECT)
                                .setSocketTimeout(Timeout.ofSeconds(10))
                                .setTimeToLive(10, TimeUnit.MINUTES)
                                .build())
                        .setMaxConnPerRoute(connections)
                        .setMaxConnTotal(connections)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(CONNECT)
                        .setProtocolUpgradeEnabled(false)
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .setUserAgent("Sightline")
                .build();
    }

    /** Names are resolved here, at each connection: what was checked is what is connected to. */
    private record CheckedNames(AddressRule rule) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            List<InetAddress> allowed = new ArrayList<>();
            String refusal = "has no address";
            for (InetAddress address : InetAddress.getAllByName(host)) {
                Optional<String> why = rule.refusal(address);
                if (why.isEmpty()) {
                    allowed.add(address);
                } else {
                    refusal = why.get();
                }
            }
            if (allowed.isEmpty()) {
                throw new RefusedAddressException(refusal);
            }
            return allowed.toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    private static final class RefusedAddressException extends UnknownHostException {
        private static final long serialVersionUID = 1L;

        RefusedAddressException(String why) {
            super(why);
        }
    }

    @Override
    public Outcome send(Letter letter, Duration limit) {
        var post = new HttpPost(url);
        long timestamp = clock.instant().getEpochSecond();
        post.setHeader("webhook-id", letter.id());
        post.setHeader("webhook-timestamp", Long.toString(timestamp));
        post.setHeader("webhook-signature", SigningKey.signature(secret, letter.id(), timestamp, letter.body()));
        post.setEntity(new ByteArrayEntity(letter.body(), ContentType.APPLICATION_JSON));
        Future<?> limited = null;
        try {
            limited = limits.schedule(post::cancel, limit.toMillis(), TimeUnit.MILLISECONDS);
            ClassicHttpResponse answer = client.executeOpen(RoutingSupport.determineHost(post), post, null);
            Outcome outcome = outcome(answer);
            finish(post, answer);
            return outcome;
        } catch (RefusedAddressException e) {
            return away(e.getMessage());
        } catch (UnknownHostException e) {
            return away("No address is known for " + url.getHost());
        } catch (SSLException e) {
            return away(url.getHost() + " cannot be trusted, or does not speak TLS: " + e.getMessage());
        } catch (IOException | HttpException | IllegalStateException | RejectedExecutionException e) {
            return away(
                    post.isCancelled()
                            ? "No answer within " + limit.toMillis() + " ms"
                            : url.getHost() + " was not reached: " + e.getMessage());
        } finally {
            if (limited != null) {
                limited.cancel(false);
            }
        }
    }

    private static Outcome away(String why) {
        return new Outcome.Failed(why, true, Optional.empty());
    }

    /** The answer's text is told to nobody: it could be what only the console can reach. */
    private Outcome outcome(ClassicHttpResponse answer) {
        int status = answer.getCode();
        String words = "The answer was " + status;
        if (status / 100 == 2) {
            return new Outcome.Delivered(words);
        }
        return switch (status) {
            case 410 -> new Outcome.Gone(words + " (gone): this target wants nothing more");
            case 429, 503 -> new Outcome.Failed(words + ": later", true, retryAfter(answer));
            case 502, 504 -> new Outcome.Failed(words + " of a proxy before it", true, Optional.empty());
            case 408, 425 -> new Outcome.Failed(words, false, Optional.empty());
            default ->
                status / 100 == 4
                        ? new Outcome.GivenUp(words + ": the message was refused")
                        : new Outcome.Failed(
                                status / 100 == 3 ? words + ": redirects are not followed" : words,
                                false,
                                Optional.empty());
        };
    }

    private Optional<Duration> retryAfter(ClassicHttpResponse answer) {
        Header header = answer.getFirstHeader("Retry-After");
        if (header == null) {
            return Optional.empty();
        }
        String value = header.getValue().strip();
        try {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(clock.instant(), until);
            return wait.isNegative() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * A short answer is read, so that its connection serves again. A longer one costs its connection: to close it in order
     * would be to read it all.
     */
    private static void finish(HttpPost post, ClassicHttpResponse answer) {
        try (answer) {
            if (answer.getEntity() != null) {
                InputStream content = answer.getEntity().getContent();
                content.readNBytes(MOST_ANSWER_BYTES);
                if (content.read() >= 0) {
                    post.cancel();
                }
            }
        } catch (IOException e) {
            // The answer's head said all.
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
        limits.shutdownNow();
    }
}
