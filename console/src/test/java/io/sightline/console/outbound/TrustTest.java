package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.sightline.console.access.SecretReference;
import io.sightline.console.testkit.Keys;
import io.sightline.core.UserError;
import io.sightline.schemas.avro.MqttBroker;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the console tells something by TLS, and whom not. */
class TrustTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static Keys keys;
    private static Path authority;

    @TempDir
    Path own;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = Keys.make(folder, "receiver", "EC");
        authority = Files.writeString(folder.resolve("authority.pem"), keys.certificatePem());
    }

    @Test
    void aWebhookOfAnAuthorityThatTheConsoleWasToldOfIsTold() throws Exception {
        HttpsServer receiver = receiver("127.0.0.1");
        try {
            assertThat(post(receiver, Optional.of(authority))).isInstanceOf(Outcome.Delivered.class);
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aWebhookOfAnUnknownAuthorityIsNot() throws Exception {
        HttpsServer receiver = receiver("127.0.0.1");
        try {
            assertThat(why(post(receiver, Optional.empty()))).contains("127.0.0.1 cannot be trusted");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aWebhookWithTheCertificateOfAnotherHostIsNot() throws Exception {
        HttpsServer receiver = receiver("127.0.0.2"); // which is this machine, too
        try {
            assertThat(why(post(receiver, Optional.of(authority)))).contains("127.0.0.2 cannot be trusted");
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void aBrokerOfAnAuthorityThatTheConsoleWasToldOfIsTold() throws Exception {
        Mosquitto.assumeInstalled();
        try (var broker = new Mosquitto(own)) {
            broker.start("console", "secret", keys);

            assertThat(publish(broker, "127.0.0.1", Optional.of(authority))).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void aBrokerOfAnUnknownAuthorityIsNot() throws Exception {
        Mosquitto.assumeInstalled();
        try (var broker = new Mosquitto(own)) {
            broker.start("console", "secret", keys);

            assertThat(why(publish(broker, "127.0.0.1", Optional.empty())))
                    .contains("was not reached", "certification");
        }
    }

    @Test
    void aBrokerWithTheCertificateOfAnotherHostIsNot() throws Exception {
        Mosquitto.assumeInstalled();
        try (var broker = new Mosquitto(own, "127.0.0.2")) {
            broker.start("console", "secret", keys);

            assertThat(why(publish(broker, "127.0.0.2", Optional.of(authority))))
                    .contains("was not reached", "127.0.0.2");
        }
    }

    @Test
    void aFileThatHasNoCertificatesIsNamed() throws Exception {
        Path letters = Files.writeString(own.resolve("letters.pem"), "Dear console");
        Path missing = own.resolve("missing.pem");

        assertThatThrownBy(() -> TrustedAuthorities.with(Optional.of(letters)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(letters.toString())
                .hasMessageContaining("BEGIN CERTIFICATE");
        assertThatThrownBy(() -> TrustedAuthorities.with(Optional.of(missing)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(missing + ", which does not exist");
    }

    private static HttpsServer receiver(String address) throws Exception {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(
                KeyStore.getInstance(keys.pkcs12().toFile(), Keys.PASSWORD.toCharArray()), Keys.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(address, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/in", http -> {
            try (http) {
                http.getRequestBody().readAllBytes();
                http.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }

    private static Outcome post(HttpsServer receiver, Optional<Path> authorities) {
        URI url = URI.create("https://" + receiver.getAddress().getHostString() + ":"
                + receiver.getAddress().getPort() + "/in");
        try (Channel channel = new WebhookChannel(
                url,
                new AddressRule(true, false),
                TrustedAuthorities.with(authorities),
                new byte[32],
                1,
                Clock.systemUTC())) {
            return channel.send(Letters.test(Instant.now()), LIMIT);
        }
    }

    private Outcome publish(Mosquitto broker, String host, Optional<Path> authorities) throws Exception {
        Path password = Files.writeString(own.resolve("password"), "secret");
        var target = Events.mqtt("t1", broker.port(), "")
                .setMqtt(new MqttBroker(
                        host, broker.port(), true, "console", "${file:" + password + "}", "sightline", null))
                .build();
        try (Channel channel = new MqttChannel(
                target.getMqtt(),
                new AddressRule(true, false),
                TrustedAuthorities.with(authorities),
                new SecretReference(name -> null, "", Optional.empty()),
                new MqttMessages(target, id -> Optional.empty()),
                false)) {
            return channel.send(Letters.test(Instant.now()), LIMIT);
        }
    }

    private static String why(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return ((Outcome.Failed) outcome).why();
    }
}
