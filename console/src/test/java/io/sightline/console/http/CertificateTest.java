package io.sightline.console.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.console.testkit.Keys;
import io.sightline.core.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateTest {
    @TempDir
    private static Path made;

    private static Keys one;
    private static Keys two;

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;

    @BeforeAll
    static void makeKeys() throws Exception {
        one = Keys.make(made, "one", "EC");
        two = Keys.make(made, "two", "EC");
    }

    @BeforeEach
    void writeFiles() throws Exception {
        certificate = folder.resolve("console.pem");
        key = folder.resolve("console.key");
        one.write(certificate, key);
    }

    private TlsSettings pem() {
        return new TlsSettings(certificate, Optional.of(key), Optional.empty());
    }

    private static Certificate read(TlsSettings settings) {
        return Certificate.of(settings, new CertificateFiles(settings).read(), Instant.now());
    }

    private AbstractThrowableAssert<?, ?> assertRefused(TlsSettings settings) {
        return assertThatThrownBy(() -> read(settings)).isInstanceOf(UserError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void readsAKeyOfEitherKind(String algorithm) throws Exception {
        Keys keys = Keys.make(folder, "either", algorithm);
        keys.write(certificate, key);

        Certificate read = read(pem());

        assertThat(read.chain()).containsExactly(keys.certificate());
        assertThat(read.key().getAlgorithm()).isEqualTo(algorithm);
        assertThat(read.toString()).contains("CN=either").doesNotContain("PRIVATE");
    }

    @Test
    void readsAWholeChainAndWordsBetween() throws Exception {
        Files.writeString(certificate, "# ours\n" + one.certificatePem() + "# theirs\n" + two.certificatePem());

        assertThat(read(pem()).chain()).containsExactly(one.certificate(), two.certificate());
    }

    @Test
    void readsPkcs12() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), Keys.PASSWORD + "\n");
        var settings = new TlsSettings(one.pkcs12(), Optional.empty(), Optional.of("${file:" + password + "}"));

        assertThat(read(settings).chain()).containsExactly(one.certificate());
    }

    @Test
    void saysThatThePasswordOfPkcs12MayBeWrong() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "another");

        assertRefused(new TlsSettings(one.pkcs12(), Optional.empty(), Optional.of("${file:" + password + "}")))
                .hasMessageContaining(one.pkcs12().toString())
                .hasMessageContaining("password is another")
                .hasMessageNotContaining("changeit");
    }

    @Test
    void refusesAnothersKey() throws Exception {
        Files.writeString(key, two.keyPem());

        assertRefused(pem()).hasMessage("The key in " + key + " is not that of the certificate in " + certificate);
    }

    @Test
    void refusesAChainInTheWrongOrder() throws Exception {
        Files.writeString(certificate, two.certificatePem() + one.certificatePem());

        assertRefused(pem()).hasMessageContaining("wrong order");
    }

    @Test
    void refusesAKeyOfAnotherKind() throws Exception {
        Files.writeString(key, Keys.make(folder, "rsa", "RSA").keyPem());

        assertRefused(pem()).hasMessageContaining("is not that of the certificate");
    }

    @Test
    void refusesWhatHasExpired() throws Exception {
        Keys.make(folder, "old", "EC", "-startdate", "-3d", "-validity", "1").write(certificate, key);

        assertRefused(pem()).hasMessageContaining(certificate + " has expired at ");
    }

    @Test
    void refusesWhatIsNotGoodYet() throws Exception {
        Keys.make(folder, "early", "EC", "-startdate", "+2d").write(certificate, key);

        assertRefused(pem()).hasMessageContaining("good only from ").hasMessageContaining("clock");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
    void saysHowToMendAKeyOfAnotherForm(String form) throws Exception {
        String pem = one.keyPem().replace("PRIVATE KEY", form);
        Files.writeString(key, pem);

        assertRefused(pem())
                .hasMessageContaining("'" + form + "'")
                .hasMessageContaining("openssl pkcs8 -topk8")
                .hasMessageNotContaining(pem.lines().toList().get(1));
    }

    @Test
    void saysWhichFileIsMissingOrIsNone() throws Exception {
        Path none = folder.resolve("none.pem");

        assertRefused(new TlsSettings(none, Optional.of(key), Optional.empty()))
                .hasMessageContaining("There is no file " + none);
        assertRefused(new TlsSettings(certificate, Optional.of(none), Optional.empty()))
                .hasMessageContaining("There is no file " + none);
        assertRefused(new TlsSettings(key, Optional.of(key), Optional.empty()))
                .hasMessageContaining(key + " has no certificate in it");
        assertRefused(new TlsSettings(certificate, Optional.of(certificate), Optional.empty()))
                .hasMessageContaining(certificate + " has no private key in it");
        assertRefused(new TlsSettings(folder, Optional.of(key), Optional.empty()))
                .hasMessageContaining(folder + ", which the console's tls settings name, cannot be read");
    }

    @Test
    void refusesWhatIsDamaged() throws Exception {
        Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        assertRefused(pem()).hasMessage("Certificate 1 in " + certificate + " is damaged");

        one.write(certificate, key);
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertRefused(pem()).hasMessage("The key in " + key + " is damaged, or neither RSA nor EC");

        Files.write(certificate, new byte[(1 << 20) + 1]);
        assertRefused(pem()).hasMessageContaining("too large");
    }

    @Test
    void theSettingsHaveToGoTogether() {
        Path pkcs12 = Path.of("console.P12");
        assertThatThrownBy(() -> new TlsSettings(certificate, Optional.empty(), Optional.empty()))
                .hasMessageContaining("key is missing");
        assertThatThrownBy(() -> new TlsSettings(pkcs12, Optional.of(key), Optional.empty()))
                .hasMessageContaining("has the key in it");
        assertThatThrownBy(() -> new TlsSettings(certificate, Optional.of(key), Optional.of("${env:P}")))
                .hasMessageContaining("only for a PKCS#12 file");
        assertThatThrownBy(() -> new TlsSettings(pkcs12, Optional.empty(), Optional.of("in the clear")))
                .hasMessageContaining("has to be a reference")
                .hasMessageNotContaining("in the clear");
    }
}
