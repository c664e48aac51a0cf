package io.sightline.console.http;

import io.sightline.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the files that {@link TlsSettings} name. */
record CertificateFiles(TlsSettings settings) {
    /** What is larger is no certificate. */
    private static final int MOST_BYTES = 1 << 20;

    /** What is in them at a moment. */
    static final class Content {
        private final byte[] certificate;
        private final byte[] key;

        Content(byte[] certificate, byte[] key) {
            this.certificate = certificate;
            this.key = key;
        }

        byte[] certificate() {
            return certificate;
        }

        /** Empty for PKCS#12. */
        byte[] key() {
            return key;
        }

        boolean isSame(Content other) {
            return Arrays.equals(certificate, other.certificate) && Arrays.equals(key, other.key);
        }
    }

    /** @throws UserError if one cannot be read */
    Content read() {
        return new Content(
                read(settings.certificate()),
                settings.key().map(CertificateFiles::read).orElseGet(() -> new byte[0]));
    }

    private static byte[] read(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            byte[] bytes = content.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new UserError(file + " is too large for a certificate or a key");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new UserError("There is no file " + file + ", which the console's tls settings name", e);
        } catch (IOException e) {
            throw new UserError(
                    file + ", which the console's tls settings name, cannot be read; is it this user's?", e);
        }
    }
}
