package io.sightline.console.http;

import io.sightline.core.UserError;
import io.sightline.core.service.Health;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's certificate: read at the start, and again whenever its files change. What cannot be used then is said
 * once, and the one before goes on. Thread-safe.
 */
public final class Tls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    /** Contents are compared, not times: a link that is turned to another file keeps whatever time it likes. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    /** Of a certificate's life: with so little of it left, somebody should know. */
    private static final int LAST_PART = 10;

    private final TlsSettings settings;
    private final CertificateFiles files;
    private final Health.Component health;
    private final InstantSource clock;
    private final SslContextFactory.Server factory = new SslContextFactory.Server();
    /** Only for the store in memory, which wants one. */
    private final String password = password();

    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "console-certificate");
        thread.setDaemon(true);
        return thread;
    });
    private CertificateFiles.Content content;
    private Certificate certificate;
    private Optional<String> fault = Optional.empty();
    private boolean isSaid;

    private Tls(TlsSettings settings, Health.Component health, InstantSource clock) {
        this.settings = settings;
        this.files = new CertificateFiles(settings);
        this.health = health.optional();
        this.clock = clock;
        this.content = files.read();
        this.certificate = Certificate.of(settings, content, clock.instant());
        factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        // Of TLS 1.2 only what keeps the past secret if the key is lost, and authenticates what it encrypts.
        factory.setIncludeCipherSuites(
                "TLS_AES_.*", "TLS_CHACHA20_.*", "TLS_ECDHE_(ECDSA|RSA)_WITH_(AES_\\d+_GCM|CHACHA20_POLY1305)_.*");
        factory.setRenegotiationAllowed(false);
        use(factory);
        say();
    }

    /**
     * Reads it, and goes on looking at the files.
     *
     * @param health gets to know when the files cannot be used any more, or the certificate ends soon
     * @throws UserError if it cannot be used
     */
    public static Tls open(TlsSettings settings, Health.Component health, InstantSource clock) {
        var tls = new Tls(settings, health, clock);
        long every = LOOK_EVERY.toMillis();
        var unused = tls.looking.scheduleWithFixedDelay(tls::look, every, every, TimeUnit.MILLISECONDS);
        return tls;
    }

    /** For Jetty's connector, which starts and stops it. */
    SslContextFactory.Server factory() {
        return factory;
    }

    /** Looks whether the files have changed, and takes them if they can be used. */
    synchronized void look() {
        try {
            takeChange();
            say();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("Certificate files could not be looked at");
        }
    }

    private void takeChange() {
        Optional<String> before = fault;
        try {
            CertificateFiles.Content now = files.read();
            if (now.isSame(content)) {
                fault = Optional.empty();
                isSaid = false;
                return;
            }
            Certificate next = Certificate.of(settings, now, clock.instant());
            content = now;
            certificate = next;
            factory.reload(this::use);
            fault = Optional.empty();
            isSaid = false;
            LOG.atInfo().addKeyValue("until", next.until()).log("Console takes its new certificate");
        } catch (UserError e) {
            fault = Optional.of(e.getMessage());
        } catch (Exception e) {
            fault = Optional.of("The new certificate cannot be used: " + e.getMessage());
        }
        // One look may fall between the writing of the certificate and that of its key.
        if (fault.isPresent() && fault.equals(before) && !isSaid) {
            isSaid = true;
            LOG.atWarn().addKeyValue("why", fault.get()).log("Console keeps the certificate that it had");
        }
    }

    private void use(SslContextFactory context) {
        context.setKeyStore(certificate.keyStore(password.toCharArray()));
        context.setKeyStorePassword(password);
    }

    private void say() {
        Instant now = clock.instant();
        Duration life = Duration.between(certificate.from(), certificate.until());
        if (isSaid) {
            health.down(fault.orElse("") + ". The one before is used, until " + certificate.until());
        } else if (certificate.until().isBefore(now)) {
            health.down("The certificate has expired at " + certificate.until() + "; browsers refuse it");
        } else if (Duration.between(now, certificate.until()).compareTo(life.dividedBy(LAST_PART)) < 0) {
            health.down("The certificate ends at " + certificate.until());
        } else {
            health.up();
        }
    }

    private static String password() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
