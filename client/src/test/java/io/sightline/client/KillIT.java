package io.sightline.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code kill -9} leaves behind. */
@Tag("full")
class KillIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int EVENTS = 20;

    @TempDir
    Path folder;

    @Test
    void anEventThatWasBeingHandledWhenTheProcessWasKilledDoesNotComeAgain() throws Exception {
        Path book = folder.resolve("book");
        Files.createFile(book);
        try (BrokerFixture kafka = BrokerFixture.start(folder.resolve("kafka"))) {
            kafka.createTopic("", 3);
            fixPositions(kafka);
            kafka.produce("", events());

            int kills = 0;
            while (handled(book).size() < EVENTS) {
                Process door = start(kafka, book);
                int deaths = kills + 1;
                try {
                    Waiting.until(
                            "it hangs in the handler for the " + deaths + ". time; it wrote " + lines(book),
                            PATIENCE,
                            () -> lines(book).stream().filter("hangs"::equals).count() >= deaths);
                } finally {
                    door.destroyForcibly().waitFor();
                }
                kills++;
            }
            assertThat(kills).isEqualTo(5);
        }

        assertThat(handled(book)).doesNotHaveDuplicates();
        for (String camera : List.of("lobby", "desk")) {
            assertThat(handled(book).stream().filter(line -> line.startsWith(camera)))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, EVENTS / 2)
                            .mapToObj(sequence -> camera + " " + sequence)
                            .toList());
        }
    }

    /** So that reading from last begins before the events. */
    private void fixPositions(BrokerFixture kafka) throws Exception {
        RunningReader.of(
                        IdentityEvents.reading(kafka.settings()).marks(Marks.inFile(folder.resolve("marks"))),
                        new Diary())
                .close();
    }

    private static IdentityEvent[] events() {
        List<IdentityEvent> events = new ArrayList<>();
        Instant now = Instant.now();
        for (long sequence = 1; sequence <= EVENTS / 2; sequence++) {
            for (String camera : List.of("lobby", "desk")) {
                IdentityEvent event = Events.identified(camera, sequence, now);
                event.setExpiresAt(now.plus(Duration.ofMinutes(10)));
                events.add(event);
            }
        }
        return events.toArray(IdentityEvent[]::new);
    }

    private Process start(BrokerFixture kafka, Path book) throws IOException {
        ProcessBuilder door = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        DyingDoor.class.getName(),
                        kafka.broker.servers(),
                        kafka.registry.url(),
                        folder.resolve("marks").toString(),
                        book.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "door.log")));
        door.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return door.start();
    }

    private static List<String> lines(Path book) throws IOException {
        return Files.readAllLines(book);
    }

    private static List<String> handled(Path book) throws IOException {
        return lines(book).stream().filter(line -> !line.equals("hangs")).toList();
    }
}
