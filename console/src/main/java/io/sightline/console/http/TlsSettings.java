package io.sightline.console.http;

import io.sightline.console.access.SecretReference;
import io.sightline.core.config.Setting;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** With what the console proves who it is. The files are read again when they change. */
public record TlsSettings(
        @Setting(
                        doc =
                                "The certificate and those that lead to its authority, in that order, as PEM; or a PKCS#12 file (.p12, .pfx) that has the key too")
                Path certificate,
        @Setting(
                        byDefault = "",
                        doc =
                                "The certificate's private key, RSA or EC, as PEM (PKCS#8, not encrypted); not for PKCS#12")
                Optional<Path> key,
        @Setting(byDefault = "", doc = "Password of a PKCS#12 file, as ${env:NAME} or ${file:PATH}; empty for none")
                Optional<String> password) {

    /** @throws IllegalArgumentException if these do not go together */
    public TlsSettings {
        if (isPkcs12(certificate) == key.isPresent()) {
            throw new IllegalArgumentException(
                    isPkcs12(certificate)
                            ? "key is " + key.get() + ", but " + certificate + " is PKCS#12, which has the key in it"
                            : "key is missing: the file with the private key of " + certificate);
        }
        if (password.isPresent() && !isPkcs12(certificate)) {
            throw new IllegalArgumentException("password is only for a PKCS#12 file; a key as PEM is not encrypted");
        }
        if (password.isPresent() && !SecretReference.isOne(password.get())) {
            throw new IllegalArgumentException("password has to be a reference: ${env:NAME} or ${file:PATH}");
        }
    }

    boolean isPkcs12() {
        return isPkcs12(certificate);
    }

    private static boolean isPkcs12(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx");
    }
}
