package io.sightline.console.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
    @TempDir
    Path folder;

    /** The vector of the reference libraries' own tests (standard-webhooks/standard-webhooks, libraries/go). */
    @Test
    void signsAsTheReferenceLibrariesOfStandardWebhooksDo() {
        byte[] secret = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        String signature = SigningKey.signature(
                secret,
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                1_614_265_330,
                "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

        assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void theFileIsMadeForItsOwnerAlone() throws Exception {
        Path file = folder.resolve("console.key");

        new SigningKey(Optional.of(file)).secretOf("a");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aSecretIsTheSameAfterARestartAndAnotherForEachTarget() {
        Optional<Path> file = Optional.of(folder.resolve("console.key"));
        var key = new SigningKey(file);

        assertThat(new SigningKey(file).secretOf("a")).isEqualTo(key.secretOf("a"));
        assertThat(key.secretOf("b")).isNotEqualTo(key.secretOf("a"));
        assertThat(SigningKey.shown(key.secretOf("a"))).matches("whsec_[A-Za-z0-9+/]{43}=");
    }

    @Test
    void aFileWithSomethingElseInItIsNotUsed() throws Exception {
        Path file = Files.writeString(folder.resolve("console.key"), "hello");

        assertThatThrownBy(() -> new SigningKey(Optional.of(file)).secretOf("a"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("64 hexadecimal digits");
    }

    @Test
    void withoutAFileItSaysWhatToSet() {
        assertThatThrownBy(() -> new SigningKey(Optional.empty()).secretOf("a"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("console.keyFile");
    }
}
