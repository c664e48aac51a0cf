package io.sightline.console.outbound;

import io.sightline.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates are believed of those that something is sent to: Java's own authorities, and a house's beside them. */
final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * For connections to others; proves nothing of us.
     *
     * @param more certificates as PEM, one or several
     * @throws UserError if the file has none, or cannot be read
     */
    static SSLContext with(Optional<Path> more) {
        try {
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int number = 0;
            for (X509Certificate known : ofJava()) {
                all.setCertificateEntry("known-" + number++, known);
            }
            if (more.isPresent()) {
                for (Certificate added : read(more.get())) {
                    all.setCertificateEntry("added-" + number++, added);
                }
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(all), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Every Java can hold certificates", e);
        }
    }

    private static X509Certificate[] ofJava() throws GeneralSecurityException {
        for (TrustManager manager : managers(null)) {
            if (manager instanceof X509TrustManager known) {
                return known.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    /** @param store null for Java's own */
    private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static Collection<? extends Certificate> read(Path file) {
        String expected = "; expected certificates as PEM, each beginning with -----BEGIN CERTIFICATE-----";
        try (InputStream content = Files.newInputStream(file)) {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(content);
            if (read.isEmpty()) {
                throw new UserError(
                        "The console's setting authorities names " + file + ", which has no certificate" + expected);
            }
            return read;
        } catch (NoSuchFileException e) {
            throw new UserError("The console's setting authorities names " + file + ", which does not exist", e);
        } catch (IOException e) {
            throw new UserError("The console's setting authorities names " + file + ", which cannot be read", e);
        } catch (CertificateException e) {
            throw new UserError(
                    "The console's setting authorities names " + file + ", which has no certificates that can be read"
                            + expected,
                    e);
        }
    }
}
