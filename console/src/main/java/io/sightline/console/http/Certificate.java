package io.sightline.console.http;

import io.sightline.console.access.SecretReference;
import io.sightline.core.UserError;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A private key and the certificates that vouch for it, which belong together.
 *
 * @param chain the key's own first
 */
record Certificate(PrivateKey key, List<X509Certificate> chain) {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");
    private static final String HOW_TO_MEND =
            "expected PEM that begins with -----BEGIN PRIVATE KEY-----; such a one is made by"
                    + " openssl pkcs8 -topk8 -nodes -in KEY -out NEW";

    /**
     * @param content of the files that the settings name
     * @throws UserError if it cannot be used now, naming the file and what would be right; nothing of a key is in it
     */
    static Certificate of(TlsSettings settings, CertificateFiles.Content content, Instant now) {
        Certificate certificate = settings.isPkcs12()
                ? pkcs12(settings, content.certificate())
                : new Certificate(
                        key(settings.key().orElseThrow(), content.key()),
                        chain(settings.certificate(), content.certificate()));
        certificate.requireMatch(settings);
        certificate.requireValid(settings.certificate(), now);
        return certificate;
    }

    Instant from() {
        return chain.get(0).getNotBefore().toInstant();
    }

    Instant until() {
        return chain.get(0).getNotAfter().toInstant();
    }

    /** As Jetty takes it. */
    KeyStore keyStore(char[] password) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("console", key, password, chain.toArray(new X509Certificate[0]));
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Every Java has PKCS#12", e);
        }
    }

    private static List<X509Certificate> chain(Path file, byte[] content) {
        List<X509Certificate> chain = new ArrayList<>();
        Matcher pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (pem.find()) {
            if (pem.group(1).equals("CERTIFICATE")) {
                chain.add(certificate(file, chain.size() + 1, pem.group(2)));
            }
        }
        if (chain.isEmpty()) {
            throw new UserError(
                    file + " has no certificate in it; expected PEM that begins with -----BEGIN CERTIFICATE-----");
        }
        return chain;
    }

    private static X509Certificate certificate(Path file, int number, String base64) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                            new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UserError("Certificate " + number + " in " + file + " is damaged", e);
        }
    }

    private static PrivateKey key(Path file, byte[] content) {
        Matcher pem = PEM.matcher(new String(content, StandardCharsets.ISO_8859_1));
        while (pem.find()) {
            if (pem.group(1).equals("PRIVATE KEY")) {
                return key(file, pem.group(2));
            }
            if (pem.group(1).endsWith("PRIVATE KEY")) {
                throw new UserError("The key in " + file + " is of the form '" + pem.group(1) + "'; " + HOW_TO_MEND);
            }
        }
        throw new UserError(file + " has no private key in it; " + HOW_TO_MEND);
    }

    private static PrivateKey key(Path file, String base64) {
        PKCS8EncodedKeySpec encoded;
        try {
            encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new UserError("The key in " + file + " is damaged", e);
        }
        for (String algorithm : List.of("EC", "RSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException e) {
                // perhaps of the other kind
            }
        }
        throw new UserError("The key in " + file + " is damaged, or neither RSA nor EC");
    }

    private static Certificate pkcs12(TlsSettings settings, byte[] content) {
        char[] password = settings.password()
                .map(p -> SecretReference.ofConfiguration().follow(p).toCharArray())
                .orElseGet(() -> new char[0]);
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, password) instanceof PrivateKey key) {
                    return new Certificate(
                            key,
                            Arrays.stream(store.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError(
                    settings.certificate() + " cannot be read as PKCS#12: it is damaged, or its password is another",
                    e);
        }
        throw new UserError(settings.certificate() + " has no private key in it");
    }

    private void requireMatch(TlsSettings settings) {
        if (isOfKey(chain.get(0))) {
            return;
        }
        boolean isOrder = chain.stream().anyMatch(this::isOfKey);
        throw new UserError(
                isOrder
                        ? "The certificates in " + settings.certificate()
                                + " are in the wrong order: the key's own comes first"
                        : "The key in " + settings.key().orElse(settings.certificate())
                                + " is not that of the certificate in " + settings.certificate());
    }

    private boolean isOfKey(X509Certificate certificate) {
        String kind = key.getAlgorithm();
        if (!certificate.getPublicKey().getAlgorithm().equals(kind)) {
            return false;
        }
        byte[] something = {1, 2, 3};
        try {
            var signature = Signature.getInstance(kind.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(key);
            signature.update(something);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // as when they are on different curves
        }
    }

    private void requireValid(Path file, Instant now) {
        if (until().isBefore(now)) {
            throw new UserError("The certificate in " + file + " has expired at " + until() + "; a new one is needed");
        }
        if (from().isAfter(now)) {
            throw new UserError("The certificate in " + file + " is good only from " + from()
                    + " on; is this machine's clock right? It says " + now);
        }
    }

    @Override
    public String toString() {
        return "Certificate[" + chain.get(0).getSubjectX500Principal() + "]"; // the key is a secret
    }
}
