package io.sightline.standalone.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.client.EventHandler;
import io.sightline.client.IdentityEvents;
import io.sightline.client.Marks;
import io.sightline.client.example.PretendDoor;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.testkit.Prerequisite;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Doors that others write, in Java with the kit and in Python with Confluent's client, on the real broker and registry. */
class ClientKitIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path PYTHON_DOOR =
            Path.of("..", "client", "examples", "python", "pretend_door.py").toAbsolutePath();
    /** Debian's, for its packages; another one may stand before it on the path. */
    private static final String PYTHON = System.getProperty("sightline.python", "/usr/bin/python3");

    @TempDir
    static Path backboneFolder;

    private static Backbone backbone;
    private static AvroCodec codec;

    @TempDir
    Path folder;

    private String camera;

    @BeforeAll
    static void start() throws Exception {
        backbone = Backbone.started(backboneFolder);
        codec = backbone.codec();
    }

    @AfterAll
    static void stop() {
        if (codec != null) {
            codec.close();
        }
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void theDoorInJavaOpensOncePerEventForWhoIsAllowed(TestInfo test) throws Exception {
        Path settings = folder.resolve("kafka.properties");
        Files.writeString(settings, "bootstrap.servers=" + servers() + "\nschema.registry.url=" + registry() + "\n");
        opensOncePerEventForWhoIsAllowed(test, camera -> {
            ProcessBuilder door = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    PretendDoor.class.getName(),
                    settings.toString(),
                    folder.resolve("marks").toString(),
                    camera,
                    "person-ada");
            door.environment().put("CLASSPATH", System.getProperty("java.class.path"));
            return door;
        });
    }

    @Test
    void theDoorInPythonOpensOncePerEventForWhoIsAllowed(TestInfo test) throws Exception {
        requirePython();
        opensOncePerEventForWhoIsAllowed(
                test,
                camera -> new ProcessBuilder(
                        PYTHON,
                        PYTHON_DOOR.toString(),
                        servers(),
                        registry(),
                        folder.resolve("marks").toString(),
                        camera,
                        "person-ada"));
    }

    @Test
    void theKitReadsWithTheDeserializerThatTheUserNames(TestInfo test) throws Exception {
        camera = test.getTestMethod().orElseThrow().getName();
        List<String> handed = new CopyOnWriteArrayList<>();
        List<String> notes = new CopyOnWriteArrayList<>();
        EventHandler handler = new EventHandler() {
            @Override
            public void onEvent(IdentityEvent event) {
                handed.add(event.getEventId());
            }

            @Override
            public void onReady() {
                notes.add("ready");
            }
        };
        Map<String, String> settings = Map.of(
                "bootstrap.servers", servers(),
                "value.deserializer", "io.apicurio.registry.serde.avro.AvroKafkaDeserializer",
                "apicurio.registry.url", backbone.connection().registry().url() + "/apis/registry/v3",
                "apicurio.registry.http.adapter", "JDK",
                "apicurio.registry.use-specific-avro-reader", "true",
                "apicurio.registry.use-id", "contentId",
                "apicurio.registry.id-handler", "io.apicurio.registry.serde.Default4ByteIdHandler",
                "apicurio.registry.headers.enabled", "false");
        try (IdentityEvents events = IdentityEvents.reading(settings)
                .marks(Marks.inMemory())
                .onlyCameras(List.of(camera))
                .handingTo(handler)) {
            new Thread(events::run, "reader").start();
            Backbone.await("reading begins", PATIENCE, () -> !notes.isEmpty());
            backbone.produce(Topics.IDENTITY_EVENTS, camera, "garbage".getBytes(UTF_8));
            IdentityEvent event = event(EventKind.IDENTIFIED, 1, "person-ada", Instant.now());
            produce(event);
            Backbone.await("the event comes", PATIENCE, () -> !handed.isEmpty());

            assertThat(handed).containsExactly(event.getEventId());
        }
    }

    /** How a door before a camera is started. */
    @FunctionalInterface
    private interface Door {
        ProcessBuilder before(String camera) throws IOException;
    }

    private void opensOncePerEventForWhoIsAllowed(TestInfo test, Door door) throws Exception {
        camera = test.getTestMethod().orElseThrow().getName();
        Path printed = folder.resolve("printed");
        Files.createFile(printed);

        Process killed = start(door, printed);
        IdentityEvent first = event(EventKind.IDENTIFIED, 2, "person-ada", Instant.now());
        try {
            awaitLine(printed, "READY", 1);
            produce(event(EventKind.APPEARED, 1, null, Instant.now()));
            produce(first);
            awaitLine(printed, "OPEN", 1);
        } finally {
            killed.destroyForcibly().waitFor();
        }

        Process ended = start(door, printed);
        try {
            awaitLine(printed, "READY", 2);
            Instant now = Instant.now();
            produce(first);
            produce(event(EventKind.IDENTIFIED, 3, "person-eve", now));
            produce(event(EventKind.IDENTIFIED, 4, "person-ada", now.minusSeconds(3600)));
            produce(event(EventKind.IDENTIFIED, 5, "person-ada", now.plusSeconds(3600)));
            backbone.produce(Topics.IDENTITY_EVENTS, camera, "garbage".getBytes(UTF_8));
            produce(event(EventKind.RETRACTED, 6, null, now.minusSeconds(3600)));
            produce(event(EventKind.IDENTIFIED, 8, "person-ada", now));
            awaitLine(printed, "OPEN", 2);

            ended.destroy();
            assertThat(ended.waitFor(20, TimeUnit.SECONDS))
                    .as("ends at SIGTERM")
                    .isTrue();
        } finally {
            ended.destroyForcibly();
        }

        assertThat(lines(printed))
                .containsExactly(
                        "READY",
                        "OPEN " + camera + " person-ada " + camera + "/IDENTIFIED/2",
                        "READY",
                        "REFUSED " + camera + " person-ada " + camera + "/IDENTIFIED/2 ALREADY_DECIDED",
                        "REFUSED " + camera + " person-eve " + camera + "/IDENTIFIED/3 NOT_ALLOWED",
                        "REFUSED " + camera + " person-ada " + camera + "/IDENTIFIED/4 EXPIRED",
                        "REFUSED " + camera + " person-ada " + camera + "/IDENTIFIED/5 FROM_THE_FUTURE",
                        "REFUSED BAD_RECORD",
                        "RETRACTED " + camera + " nobody-known " + camera + "/RETRACTED/6 " + camera + "/IDENTIFIED/2",
                        "MISSED 1 events of " + camera,
                        "OPEN " + camera + " person-ada " + camera + "/IDENTIFIED/8",
                        "CLOSED");
    }

    private Process start(Door door, Path printed) throws IOException {
        return door.before(camera)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(printed.toFile()))
                .start();
    }

    /** What a door printed; without logs, and without the words that differ by language. */
    private static List<String> lines(Path printed) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(printed)) {
            lines.add(line.startsWith("REFUSED BAD_RECORD") ? "REFUSED BAD_RECORD" : line);
        }
        lines.removeIf(line -> !line.matches("(READY|OPEN|REFUSED|RETRACTED|CORRECTED|MISSED|WAITING|CLOSED).*"));
        return lines;
    }

    private static void awaitLine(Path printed, String word, int times) throws InterruptedException {
        Backbone.await(
                () -> times + " times " + word + " in " + text(printed),
                PATIENCE,
                () -> text(printed)
                                .lines()
                                .filter(line -> line.startsWith(word))
                                .count()
                        >= times);
    }

    private static String text(Path printed) {
        try {
            return Files.readString(printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void produce(IdentityEvent event) throws Exception {
        backbone.produce(Topics.IDENTITY_EVENTS, camera, codec.encode(Topics.IDENTITY_EVENTS, event));
    }

    private IdentityEvent event(EventKind kind, long sequence, String personId, Instant capturedAt) {
        return IdentityEvent.newBuilder()
                .setEventId(camera + "/" + kind + "/" + sequence)
                .setCameraId(camera)
                .setSequence(sequence)
                .setKind(kind)
                .setTrackId(camera + "/track")
                .setPersonId(personId)
                .setCapturedAt(capturedAt)
                .setExpiresAt(capturedAt.plusSeconds(120))
                .setFirstSeenAt(capturedAt)
                .setCorrects(kind == EventKind.RETRACTED ? camera + "/IDENTIFIED/2" : null)
                .build();
    }

    private static String servers() {
        return backbone.connection().kafka().get("bootstrap.servers");
    }

    private static String registry() {
        return backbone.connection().registry().url() + "/apis/ccompat/v7";
    }

    private void requirePython() throws Exception {
        Path said = folder.resolve("python");
        String missing;
        try {
            Process check = new ProcessBuilder(
                            PYTHON, "-c", "import confluent_kafka, confluent_kafka.schema_registry, avro.io, requests")
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            missing = check.waitFor() == 0 ? "" : text(said).strip();
        } catch (IOException e) {
            missing = e.getMessage();
        }
        Prerequisite.require(
                missing.isEmpty(),
                "Confluent's Python client is not here (" + missing
                        + "): apt-get install python3-confluent-kafka python3-avro python3-requests");
    }
}
