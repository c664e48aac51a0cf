package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.testkit.TestCrops;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.standalone.it.CommandProcess.Ended;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data sets by their commands, on an archive in a real broker whose faces are clouds of colour. */
@Tag("full")
class DatasetCommandsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    private Backbone backbone;
    private TopicStore topics;
    private int clouds;

    @BeforeEach
    void start() throws Exception {
        backbone = Backbone.started(folder.resolve("backbone"));
        topics = TopicStore.open(backbone.connection());
        Files.writeString(
                folder.resolve("running.json"),
                JsonMapper.builder()
                        .build()
                        .writeValueAsString(Map.of(
                                "pid", ProcessHandle.current().pid(),
                                "bootstrapServers",
                                        backbone.connection().kafka().get("bootstrap.servers"),
                                "registryUrl", backbone.connection().registry().url(),
                                "adminUrl", "http://127.0.0.1:1")));
    }

    @AfterEach
    void stop() {
        if (topics != null) {
            topics.close();
        }
        if (backbone != null) {
            backbone.close();
        }
    }

    private void archive(String person, String crop, LabelSource source, byte[] jpeg) {
        topics.put(
                Topics.CROPS_ARCHIVE,
                person + "/" + crop,
                ArchivedCrop.newBuilder()
                        .setPersonId(person)
                        .setCropId(crop)
                        .setSource(source)
                        .setImage(ByteBuffer.wrap(jpeg))
                        .setLandmarks(CanonicalTemplate.POINTS.toAvro())
                        .setQuality(new FaceQuality(0.9f, 90f, 30f, 0f, 0f, 0f, 120f, List.of()))
                        .setCapturedAt(Instant.EPOCH)
                        .build());
    }

    private void enrolled(String person, int photos) {
        for (int i = 0; i < photos; i++) {
            archive(
                    person,
                    "0-" + clouds,
                    LabelSource.ENROLLED,
                    TestCrops.one(++clouds).jpeg());
        }
    }

    private String run(int exitCode, String... line) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(line));
        if (!line[0].equals("train") && !List.of(line).contains("diff")) {
            arguments.addAll(List.of("--data", folder.toString()));
        }
        Path output = Files.createDirectories(folder.resolve("printed"));
        try (CommandProcess command = CommandProcess.start(
                output, Path.of("").toAbsolutePath(), arguments, Map.of("SIGHTLINE_DATA", folder.toString()))) {
            assertThat(command.endsWithin(PATIENCE)).as(command.printed()).isTrue();
            var ended = new Ended(command.exitCode(), command.printed());
            System.out.println("$ " + String.join(" ", arguments) + "\n" + ended.printed());
            assertThat(ended.exitCode()).as(arguments + ": " + ended.printed()).isEqualTo(exitCode);
            assertThat(ended.printed()).doesNotContain("\tat ");
            return ended.printed();
        }
    }

    @Test
    void anEmptyArchiveAndOneOfOnePersonAreRefusedByEachCommand() throws Exception {
        String yml = folder.resolve("dataset.yml").toString();
        assertThat(run(2, "dataset", "create", "-o", yml)).contains("The archive has no crop: it fills as");
        assertThat(run(2, "evaluate", "archive")).contains("The archive has no crop: it fills as");

        enrolled("ada", 3);
        assertThat(run(2, "dataset", "create", "-o", yml))
                .contains("A split 7:2:1 by person needs at least 4 people; the data set has 1: ada");
        assertThat(run(2, "evaluate", "archive"))
                .contains("Nothing can be compared: there are 3 pairs of one person and 0 of two; expected two people");
        assertThat(Path.of(yml)).doesNotExist();

        enrolled("bob", 9);
        enrolled("cyd", 9);
        enrolled("dan", 9);
        assertThat(run(0, "dataset", "create", "-o", yml)).contains("30 crops of 4 people");
        String run = folder.resolve("run").toString();
        assertThat(run(2, "train", "--data", yml, "--out", run)).contains("No threshold could be set");
        assertThat(Path.of(run)).doesNotExist();
        assertThat(folder.resolve("faces")).as("no face stays behind").isEmptyDirectory();
    }

    @Test
    void aCorruptCropIsNamedByEachCommandAndSpoilsNothing() throws Exception {
        for (String person : List.of("ada", "bob", "cyd", "dan", "eve", "fay")) {
            enrolled(person, 4);
        }
        archive("eve", "9-9", LabelSource.CONFIRMED, new byte[] {(byte) 0xff, (byte) 0xd8, 1});
        archive("fay", "8-8", LabelSource.MATCHED, TestCrops.one(++clouds).jpeg());
        String yml = folder.resolve("dataset.yml").toString();
        assertThat(run(0, "dataset", "create", "-o", yml)).contains("26 crops of 6 people");

        assertThat(run(0, "dataset", "show", yml))
                .contains("All are there, bit for bit.")
                .contains("Pictures that cannot be used, and are left out of training: 1", "  eve/9-9: ");
        assertThat(run(0, "evaluate", "archive", yml, "--bundle", "mobilefacenet-128"))
                .contains("  left out: eve/9-9: ", "dataset.yml ", ", aligned: canonical crop")
                .contains("36 pairs of one person");
        assertThat(run(0, "evaluate", "archive", "--matched")).contains("the archive of ", "40 pairs of one person");
        assertThat(run(2, "evaluate", "archive", "--part", "test")).contains("--part is a part of a data set");
        assertThat(run(0, "evaluate", "archive", yml, "--part", "test")).contains("dataset.yml ", ", test, aligned");
        assertThat(run(2, "train", "--data", yml, "--out", folder.resolve("run").toString()))
                .contains("No threshold could be set");
        assertThat(run(
                        0,
                        "dataset",
                        "export",
                        yml,
                        "--to",
                        folder.resolve("out").toString()))
                .contains("26 pictures");
        assertThat(run(
                        0,
                        "dataset",
                        "import",
                        folder.resolve("out").toString(),
                        "--to",
                        folder.resolve("in").toString()))
                .contains("25 faces of 6 people", "1 pictures are not in it", "eve/9-9.jpg: ");
    }

    @Test
    void aBrokenFileIsRefusedAndOneOfAnotherArchiveToo() throws Exception {
        for (String person : List.of("ada", "bob", "cyd", "dan")) {
            enrolled(person, 2);
        }
        Path yml = folder.resolve("dataset.yml");
        run(0, "dataset", "create", "-o", yml.toString());
        String good = Files.readString(yml);
        assertThat(run(2, "dataset", "create", "-o", yml.toString())).contains("is there already");
        assertThat(run(2, "dataset", "create", "-o", folder.resolve("b.yml").toString(), "--exclude-person", "ady"))
                .contains("The archive has nothing of ady, to be left out");
        assertThat(run(0, "dataset", "diff", yml.toString(), yml.toString())).contains("The same images.");

        Files.writeString(yml, good.replace("partition: 1\n", "partition: 0\n"));
        assertThat(run(2, "dataset", "show", yml.toString())).contains("names partition 0 twice");
        Files.writeString(yml, good.replaceFirst("to: \\d+", "to: 4711"));
        assertThat(run(2, "train", "--data", yml.toString())).contains("up to offset 4711", "of another archive");

        Files.writeString(yml, good);
        topics.remove(Topics.CROPS_ARCHIVE, "ada/0-0");
        assertThat(run(3, "dataset", "show", "--counts-only", yml.toString()))
                .contains("7 are there; gone since then:", "  ada: 1 of 2 crops are gone (ada/0-0)");
    }
}
