package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Liveness;
import io.sightline.schemas.avro.Reasons;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's own JavaScript client reads what we write. */
class WireFormatIT {
    private static final Path SOURCES = Path.of("src", "test", "interop");
    private static final Path INSTALLED = Path.of("target", "interop");
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    Path folder;

    @Test
    void anIndependentClientReadsAnIdentityEvent() throws Exception {
        install();
        try (Backbone backbone = Backbone.started(folder);
                AvroCodec codec = backbone.codec()) {
            byte[] bytes = codec.encode(Topics.IDENTITY_EVENTS, event());

            assertThat(bytes[0]).isZero();
            JsonNode read = decode(backbone.connection().registry().url() + "/apis/ccompat/v7", bytes);

            assertThat(read.get("eventId").asText()).isEqualTo("lobby/1/0/3.4/IDENTIFIED/2");
            assertThat(read.get("sequence").asLong()).isEqualTo(7);
            assertThat(read.get("kind").asText()).isEqualTo("IDENTIFIED");
            assertThat(read.toString()).contains("p-ada").contains("0.25");
        }
    }

    private static IdentityEvent event() {
        return IdentityEvent.newBuilder()
                .setEventId("lobby/1/0/3.4/IDENTIFIED/2")
                .setCameraId("lobby")
                .setSequence(7)
                .setKind(EventKind.IDENTIFIED)
                .setTrackId("lobby/1/0/3.4")
                .setPersonId("p-ada")
                .setCapturedAt(Instant.ofEpochMilli(1_000))
                .setExpiresAt(Instant.ofEpochMilli(11_000))
                .setFirstSeenAt(Instant.ofEpochMilli(500))
                .setReasons(Reasons.newBuilder()
                        .setModelId("mobilefacenet-128@1+0123456789ab")
                        .setDistance(0.25f)
                        .setThreshold(0.8f)
                        .setRequiredMargin(0.1f)
                        .setEvidence(2)
                        .setQuality(0.5f)
                        .setGalleryOffset(3)
                        .setLiveness(Liveness.NOT_CHECKED)
                        .build())
                .build();
    }

    private static void install() throws IOException, InterruptedException {
        Files.createDirectories(INSTALLED);
        Path lock = INSTALLED.resolve("package-lock.json");
        Path wanted = SOURCES.resolve("package-lock.json");
        if (Files.isDirectory(INSTALLED.resolve("node_modules/@confluentinc/schemaregistry"))
                && Files.exists(lock)
                && Files.mismatch(lock, wanted) < 0) {
            return;
        }
        for (String file : List.of("package.json", ".npmrc", "package-lock.json")) {
            Files.copy(SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"), "");
    }

    private static JsonNode decode(String registry, byte[] bytes) throws IOException, InterruptedException {
        Files.copy(SOURCES.resolve("decode.mjs"), INSTALLED.resolve("decode.mjs"), StandardCopyOption.REPLACE_EXISTING);
        String line = Base64.getEncoder().encodeToString(bytes) + "\n";
        return new ObjectMapper().readTree(run(List.of("node", "decode.mjs", registry, "identity-events"), line));
    }

    private static String run(List<String> command, String input) throws IOException, InterruptedException {
        File output = File.createTempFile("interop", ".log", INSTALLED.toFile());
        Process process = new ProcessBuilder(command)
                .directory(INSTALLED.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output)
                .start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s ends", command)
                    .isTrue();
            String printed = Files.readString(output.toPath());
            assertThat(process.exitValue()).as("%s prints %s", command, printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
        }
    }
}
