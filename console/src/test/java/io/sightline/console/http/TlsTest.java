package io.sightline.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.access.Sessions;
import io.sightline.console.testkit.Keys;
import io.sightline.core.UserError;
import io.sightline.core.service.Health;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final String REQUEST = "GET /api/v1/hello HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: %s\r\n\r\n";

    @TempDir
    private static Path made;

    private static Keys first;
    private static Keys second;

    @TempDir
    private Path folder;

    private final Health health = new Health();
    private Path certificate;
    private Path key;
    private volatile Instant now = Instant.now();
    private Tls tls;
    private WebServer server;

    @BeforeAll
    static void makeKeys() throws Exception {
        first = Keys.make(made, "first", "EC", "-validity", "90");
        second = Keys.make(made, "second", "RSA", "-validity", "90");
    }

    @BeforeEach
    void start() throws Exception {
        certificate = folder.resolve("console.pem");
        key = folder.resolve("console.key");
        first.write(certificate, key);
        var settings = new TlsSettings(certificate, Optional.of(key), Optional.empty());
        tls = Tls.open(settings, health.component("certificate"), () -> now);
        server = WebServer.start(
                on("127.0.0.1", Optional.of(settings)),
                Optional.of(tls),
                List.of(Endpoint.of(Endpoint.Method.GET, "/hello", "hello", "Gives a session")
                        .by(request -> {
                            SessionCookie.give(request.http(), "key");
                            return null;
                        })),
                new Sessions(InstantSource.system()),
                null,
                Files.createDirectory(folder.resolve("scratch")));
    }

    @AfterEach
    void stop() {
        server.close();
        tls.close();
    }

    private static WebSettings on(String host, Optional<TlsSettings> tls) {
        return new WebSettings(host, 0, false, Optional.empty(), tls, 20, 32);
    }

    private SSLSocket connect(String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Trusting()}, new SecureRandom());
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }

    private String get() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            socket.getOutputStream().write(REQUEST.formatted("close").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private X509Certificate served() throws Exception {
        try (SSLSocket socket = connect("TLSv1.3")) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private Optional<String> fault() {
        return health.components().get("certificate");
    }

    @Test
    void servesOverTlsWithACookieForTlsAlone() throws Exception {
        assertThat(server.url()).isEqualTo("https://127.0.0.1:" + server.port());
        assertThat(get())
                .startsWith("HTTP/1.1 204")
                .contains("Set-Cookie: __Host-sightline_session=key; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(served()).isEqualTo(first.certificate());
        assertThat(health.components()).containsEntry("certificate", Optional.empty());
    }

    @Test
    void answersNothingInTheClear() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(REQUEST.formatted("close").getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(read(socket), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1");
        }
    }

    private static byte[] read(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            return new byte[0]; // hung up, which is as good
        }
    }

    @Test
    void speaksTls12WithForwardSecrecyAlone() throws Exception {
        try (SSLSocket socket = connect("TLSv1.2")) {
            socket.startHandshake();
            assertThat(socket.getSession().getCipherSuite()).matches("TLS_ECDHE_.*(GCM|POLY1305).*");
        }
        try (SSLSocket socket = connect("TLSv1.2")) {
            socket.setEnabledCipherSuites(new String[] {
                "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
                "TLS_RSA_WITH_AES_128_GCM_SHA256",
                "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
            });
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void takesNewFilesWithoutARestartAndKeepsConnections() throws Exception {
        try (SSLSocket before = connect("TLSv1.3")) {
            before.startHandshake();
            second.write(certificate, key);

            tls.look();

            assertThat(served()).isEqualTo(second.certificate());
            before.getOutputStream().write(REQUEST.formatted("close").getBytes(StandardCharsets.US_ASCII));
            InputStream answer = before.getInputStream();
            assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 204");
        }
        assertThat(fault()).isEmpty();
    }

    @Test
    void keepsTheOldOneWhileTheNewFilesAreWrongAndSaysSo() throws Exception {
        Files.writeString(certificate, second.certificatePem());

        tls.look();
        assertThat(fault()).as("the key may be written in a moment").isEmpty();
        tls.look();

        assertThat(fault()).hasValueSatisfying(f -> assertThat(f)
                .contains(key + " is not that of the certificate")
                .contains("The one before is used, until"));
        assertThat(served()).isEqualTo(first.certificate());

        Files.writeString(key, second.keyPem());
        tls.look();

        assertThat(fault()).isEmpty();
        assertThat(served()).isEqualTo(second.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"console.pem", "console.key"})
    void keepsTheOldOneWhenAFileIsGone(String name) throws Exception {
        Files.delete(folder.resolve(name));

        tls.look();
        tls.look();

        assertThat(fault()).hasValueSatisfying(f -> assertThat(f).contains("There is no file " + folder.resolve(name)));
        assertThat(get()).startsWith("HTTP/1.1 204");
    }

    @Test
    void saysWhenTheCertificateEndsSoonAndThatItHasEnded() throws Exception {
        Instant until = first.certificate().getNotAfter().toInstant();

        now = until.minus(Duration.ofDays(10));
        tls.look();
        assertThat(fault()).isEmpty();

        now = until.minus(Duration.ofDays(8));
        tls.look();
        assertThat(fault()).hasValueSatisfying(f -> assertThat(f).startsWith("The certificate ends at"));
        assertThat(health.isReady()).isTrue();

        now = until.plusSeconds(1);
        tls.look();
        assertThat(fault()).hasValueSatisfying(f -> assertThat(f).contains("browsers refuse it"));
    }

    @Test
    void doesNotStartWithoutTheCertificateThatItsSettingsName() {
        var settings = new TlsSettings(certificate, Optional.of(folder.resolve("none")), Optional.empty());

        assertThatThrownBy(() -> Tls.open(settings, health.component("other"), InstantSource.system()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() -> WebServer.start(
                        on("127.0.0.1", Optional.of(settings)),
                        Optional.empty(),
                        List.of(),
                        new Sessions(InstantSource.system()),
                        null,
                        folder))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherMachinesBrowsersShallNeverComeInTheClearAgain() {
        var settings = new TlsSettings(certificate, Optional.of(key), Optional.empty());

        assertThat(WebServer.headers(on("0.0.0.0", Optional.of(settings))))
                .containsEntry("Strict-Transport-Security", "max-age=31536000");
        assertThat(WebServer.headers(on("127.0.0.1", Optional.of(settings))))
                .doesNotContainKey("Strict-Transport-Security");
        assertThat(WebServer.headers(on("127.0.0.1", Optional.empty()))).doesNotContainKey("Strict-Transport-Security");
    }

    /** The certificate is compared by each test. */
    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
