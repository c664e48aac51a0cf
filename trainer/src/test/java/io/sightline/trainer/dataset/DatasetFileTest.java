package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.schemas.avro.LabelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small file by itself; with an archive it is looked at by ArchiverServiceIT and DatasetIT. */
class DatasetFileTest {
    @TempDir
    Path folder;

    private final DatasetFile dataset = DatasetFiles.with(
            Map.of("ada", "14 3f2a9c0d11e4b7a8", "a person: with # signs", "2 00112233aabbccdd"),
            SplitRule.fitting(List.of("ada", "bob", "cyd", "dan", "eve", "fay"), 7),
            new Exclusions(List.of("zoe"), List.of("ada/3-17"), List.of(LabelSource.MATCHED), 0.25));

    private Path file;
    private String text;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("dataset.yml");
        dataset.write(file);
        text = Files.readString(file);
    }

    /** The file with something else in it. */
    private void change(String from, String to) throws IOException {
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private void refused(String... words) {
        assertThatThrownBy(() -> DatasetFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(file.toString())
                .hasMessageContainingAll(words);
    }

    @Test
    void whatWasWrittenIsReadAsItWas() {
        assertThat(DatasetFile.read(file)).isEqualTo(dataset);
        assertThat(text).startsWith("# A data set of the archive");
    }

    @Test
    void anUnknownKeyIsNamedWithTheOneThatWasMeant() throws IOException {
        change("belowQuality:", "belowQualty:");

        refused("exclude.belowQualty is not a key; did you mean exclude.belowQuality?");
    }

    @Test
    void aValueOfAnotherTypeIsNamedWithWhatItShouldBe() throws IOException {
        change("crops: 16", "crops: many");
        refused("crops is 'many', expected a whole number");

        change("to: 100", "to: [1, 2]");
        refused("partitions[0].to is a list, expected a single value");

        change("createdAt: \"2026-05-01T12:00:00Z\"", "createdAt: yesterday");
        refused("createdAt is 'yesterday', expected a time such as");
    }

    @Test
    void allProblemsAreSaidAtOnce() throws IOException {
        Files.writeString(file, "version: one\ntopic: crops\nseed: 3\n");

        refused("version is 'one'", "seed is not a key", "digest is missing", "split.seed is missing");
    }

    @Test
    void offsetsThatNoTopicHasAreRefused() throws IOException {
        change("from: 3", "from: -3");
        refused("partition 1 has the offsets -3 to 50");

        change("to: 50", "to: 2");
        refused("partition 1 has the offsets 3 to 2", "to not before from");

        change("partition: 1", "partition: 0");
        refused("names partition 0 twice");
    }

    @Test
    void aFileWithoutPartitionsIsRefused() throws IOException {
        int from = text.indexOf("partitions:");
        Files.writeString(file, text.substring(0, from) + text.substring(text.indexOf("labels:")));

        refused("partitions is empty, expected the range of each partition");
    }

    @Test
    void peopleWhoAreMissingFromTheFileAreNoticed() throws IOException {
        change("  ada: \"14 3f2a9c0d11e4b7a8\"\n", "");
        refused("crops is 16, but those of people add up to 2");

        change("14 3f2a9c0d11e4b7a8", "14 or so");
        refused("people.ada is '14 or so', expected a number of crops and 16 hex digits");
    }

    @Test
    void aDataSetOfAnotherVersionTopicOrDigestIsRefused() throws IOException {
        change("version: 1", "version: 2");
        refused("version is 2, this Sightline reads 1");

        change("topic: \"crops-archive\"", "topic: crops");
        refused("topic is 'crops', expected crops-archive");

        change(DatasetFiles.DIGEST, "beef");
        refused("digest is 'beef', expected 64 hex digits");
    }

    @Test
    void whatIsNoDataSetFileIsSaidToBeNone() throws IOException {
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1});
        refused("is not text in UTF-8");

        Files.writeString(file, "version: [1");
        refused("is not YAML");

        Files.delete(file);
        refused("There is no data set file", "./sightline dataset create");

        Files.createDirectory(file);
        refused("is a folder");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsRefusedBeforehand() {
        Path nowhere = folder.resolve("gone/dataset.yml");

        assertThatThrownBy(() -> DatasetFile.requirePlace(nowhere))
                .isInstanceOf(UserError.class)
                .hasMessage("The data set file " + nowhere + " cannot be written: there is no folder "
                        + nowhere.getParent());
        assertThatThrownBy(() -> dataset.write(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it is a folder");
    }
}
