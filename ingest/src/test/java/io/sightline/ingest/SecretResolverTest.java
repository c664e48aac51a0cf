package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
    @TempDir
    Path folder;

    private static SecretResolver of(Map<String, String> environment) {
        return new SecretResolver(environment::get, "", Optional.empty());
    }

    @Test
    void valuesAreEncodedForAnAddress() throws Exception {
        assertThat(of(Map.of("PW", "a/b@c:d e+f*g%")).resolve("rtsp://me:${env:PW}@host/x"))
                .isEqualTo("rtsp://me:a%2Fb%40c%3Ad%20e%2Bf%2Ag%25@host/x");
    }

    @Test
    void aFilesLastLineBreakIsNotPartOfTheSecret() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "pw\n");
        assertThat(of(Map.of()).resolve("rtsp://me:${file:" + file + "}@host/x"))
                .isEqualTo("rtsp://me:pw@host/x");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> of(Map.of()).resolve("rtsp://me:${env:LOBBY}@host"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("LOBBY");
        assertThatThrownBy(() -> of(Map.of()).resolve("rtsp://me:${file:" + folder + "/none}@host"))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(folder + "/none");
    }

    @Test
    void onlyWhatCamerasMayUseIsRead() throws Exception {
        Path outside = Files.writeString(folder.resolve("outside"), "pw");
        Path inside =
                Files.writeString(Files.createDirectory(folder.resolve("in")).resolve("side"), "pw");
        var secrets = new SecretResolver(
                Map.of("CAMERA_PW", "a", "KAFKA_PW", "b")::get, "CAMERA_", Optional.of(folder.resolve("in")));
        assertThat(secrets.resolve("${env:CAMERA_PW}${file:" + inside + "}")).isEqualTo("apw");
        assertThatThrownBy(() -> secrets.resolve("${env:KAFKA_PW}")).hasMessageContaining("CAMERA_");
        assertThatThrownBy(() -> secrets.resolve("${file:" + outside + "}")).isInstanceOf(SourceException.class);
        assertThatThrownBy(() -> secrets.resolve("${file:" + folder.resolve("in") + "/../outside}"))
                .isInstanceOf(SourceException.class);
    }

    @Test
    void whatWasResolvedIsRedactedFromThenOnInBothForms() throws Exception {
        String marked = "m@rked/never-shown";
        String url = of(Map.of("PW", marked)).resolve("rtsp://me:${env:PW}@host/x");
        assertThat(Redaction.apply("Cannot open " + url)).isEqualTo("Cannot open rtsp://***@host/x");
        assertThat(Redaction.apply("password " + marked + " refused")).isEqualTo("password *** refused");
        assertThat(new SourceException("it said " + Redaction.percentEncoded(marked)))
                .hasMessage("it said ***");
    }
}
