package io.sightline.console.testkit;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate for 127.0.0.1 that vouches for itself, made by the JDK's keytool. */
public final class Keys {
    public static final String PASSWORD = "changeit";
    private static final int PATIENCE_SECONDS = 60;

    private final KeyStore store;
    private final Path file;

    private Keys(KeyStore store, Path file) {
        this.store = store;
        this.file = file;
    }

    /**
     * Makes one.
     *
     * @param more arguments of keytool, such as how long it is good
     */
    public static Keys make(Path folder, String name, String algorithm, String... more)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path file = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "console",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=" + name,
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        keytool.getOutputStream().close();
        String said = new String(keytool.getInputStream().readAllBytes(), Charset.defaultCharset());
        if (!keytool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            keytool.destroyForcibly();
            throw new AssertionError("keytool: " + said);
        }
        return new Keys(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()), file);
    }

    /** Both, as PKCS#12. */
    public Path pkcs12() {
        return file;
    }

    public X509Certificate certificate() throws GeneralSecurityException {
        return (X509Certificate) store.getCertificate("console");
    }

    public String certificatePem() throws GeneralSecurityException {
        return pem("CERTIFICATE", certificate().getEncoded());
    }

    public String keyPem() throws GeneralSecurityException {
        return pem(
                "PRIVATE KEY", store.getKey("console", PASSWORD.toCharArray()).getEncoded());
    }

    /** Puts both as PEM where a console looks for them. */
    public void write(Path certificate, Path key) throws IOException, GeneralSecurityException {
        Files.writeString(certificate, certificatePem());
        Files.writeString(key, keyPem());
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                + "-----\n";
    }
}
