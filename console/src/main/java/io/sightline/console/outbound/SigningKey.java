package io.sightline.console.outbound;

import io.sightline.core.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the secrets of webhooks are derived from: a file that only the console's own user can read. So no secret stands in
 * Kafka, and each can be shown again. Thread-safe.
 */
final class SigningKey {
    private static final int BYTES = 32;
    private static final String FORM = "expected 64 hexadecimal digits";

    private final Optional<Path> file;
    private byte[] master;

    /** @param file made at first use, with {@code rw-------}; empty: no webhook can be signed */
    SigningKey(Optional<Path> file) {
        this.file = file;
    }

    /**
     * The signing secret of a target.
     *
     * @throws UserError if there is no key file, or it cannot be used
     */
    byte[] secretOf(String targetId) {
        return hmac(master(), ("sightline webhook " + targetId).getBytes(StandardCharsets.UTF_8));
    }

    /** By which another console sees that it has another key; tells nothing of the secret. */
    String digestOf(String targetId) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(secretOf(targetId)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** As whoever checks signatures has to know it. */
    static String shown(byte[] secret) {
        return "whsec_" + Base64.getEncoder().encodeToString(secret);
    }

    /**
     * The header {@code webhook-signature} by Standard Webhooks 1.0.
     *
     * @param timestamp seconds since 1970
     */
    static String signature(byte[] secret, String id, long timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] signed = new byte[head.length + body.length];
        System.arraycopy(head, 0, signed, 0, head.length);
        System.arraycopy(body, 0, signed, head.length, body.length);
        return "v1," + Base64.getEncoder().encodeToString(hmac(secret, signed));
    }

    private static byte[] hmac(byte[] key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private synchronized byte[] master() {
        if (master == null) {
            Path path = file.orElseThrow(() -> new UserError(
                    "Webhooks are signed with keys made from a file that is not configured: set console.keyFile"));
            try {
                master = read(path);
            } catch (IOException e) {
                throw new UserError("The key file " + path + " of the console cannot be read or made: " + FORM, e);
            }
        }
        return master;
    }

    private static byte[] read(Path path) throws IOException {
        if (!Files.exists(path)) {
            make(path);
        }
        try {
            byte[] key = HexFormat.of().parseHex(Files.readString(path).strip());
            if (key.length == BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new UserError("The key file " + path + " of the console has something else in it; " + FORM);
    }

    private static void make(Path path) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var out = Files.newByteChannel(
                path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            out.write(java.nio.ByteBuffer.wrap(
                    (HexFormat.of().formatHex(key) + "\n").getBytes(StandardCharsets.US_ASCII)));
        } catch (FileAlreadyExistsException e) {
            // Another console was faster: its key is the one.
        }
    }
}
