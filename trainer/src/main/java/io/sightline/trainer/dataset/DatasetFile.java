package io.sightline.trainer.dataset;

import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A data set out of the archive: offsets, and what is left out. The small file {@code dataset.yml} that says it
 * reproduces the same images bit for bit, or names those that were erased since.
 *
 * @param version of the format: 1
 * @param partitions the ranges of the archive, each crop by where it came into it
 * @param labels how far people's words had been written when the data set was made
 * @param crops how many there are
 * @param digest SHA-256 over the sorted keys and the images' hashes
 * @param people of each person, how many crops and the first 16 digits of their digest
 */
public record DatasetFile(
        @Setting(doc = "Version of the format") int version,
        @Setting(doc = "The topic of the archive") String topic,
        @Setting(doc = "When it was made") String createdAt,
        @Setting(doc = "Ranges of the topic") List<PartitionRange> partitions,
        @Setting(doc = "Ends of topic labels") List<LogPosition> labels,
        @Setting(doc = "What is left out") Exclusions exclude,
        @Setting(doc = "Who is trained on") SplitRule split,
        @Setting(doc = "Number of crops") int crops,
        @Setting(doc = "SHA-256 over keys and images") String digest,
        @Setting(doc = "Crops and digest of each person") Map<String, String> people) {

    private static final int VERSION = 1;
    private static final String HEAD =
            """
            # A data set of the archive: the same images bit for bit, or the names of those erased since.
            # Read it with ./sightline dataset show, train on it with ./sightline train --data.
            """;

    public DatasetFile {
        if (version != VERSION) {
            throw new IllegalArgumentException("version is " + version + ", this Sightline reads " + VERSION);
        }
        if (!topic.equals(Topics.CROPS_ARCHIVE.name())) {
            throw new IllegalArgumentException("topic is '" + topic + "', expected " + Topics.CROPS_ARCHIVE.name());
        }
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("digest is '" + digest + "', expected 64 hex digits");
        }
        partitions = List.copyOf(partitions);
        labels = List.copyOf(labels);
        people = Map.copyOf(people);
        people.forEach((person, said) -> {
            if (!said.matches("[1-9]\\d{0,8} [0-9a-f]{16}")) {
                throw new IllegalArgumentException(
                        "people." + person + " is '" + said + "', expected a number of crops and 16 hex digits");
            }
        });
    }

    /**
     * Makes a data set of all that the archive holds now.
     *
     * @param seed of the split by person
     * @throws UserError if nothing is left in it, or fewer than four people
     */
    public static DatasetFile create(ArchiveLog log, Exclusions exclude, long seed, Instant now, Progress progress)
            throws DependencyAwayException {
        List<PartitionRange> ranges = log.present();
        List<LogPosition> labels = log.labels();
        var members = new Members(ranges, exclude);
        log.read(ranges, progress, members::take);
        if (members.members().isEmpty()) {
            throw new UserError("The archive has no crop"
                    + (exclude.equals(Exclusions.NONE) ? "" : " that is not excluded")
                    + ": it fills as people are enrolled (./sightline enroll), seen and confirmed");
        }
        SortedMap<String, String> people = members.people();
        return new DatasetFile(
                VERSION,
                Topics.CROPS_ARCHIVE.name(),
                now.toString(),
                ranges,
                labels,
                exclude,
                SplitRule.fitting(people.keySet(), seed),
                members.members().size(),
                members.digest(),
                people);
    }

    /** The same images, split as another data set is. */
    public DatasetFile withSplit(SplitRule rule) {
        return new DatasetFile(version, topic, createdAt, partitions, labels, exclude, rule, crops, digest, people);
    }

    /** @throws UserError listing what is wrong with the file */
    public static DatasetFile read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new UserError("There is no data set file " + file + "; ./sightline dataset create writes one");
        }
        return ConfigLoader.load(file, DatasetFile.class, Map.of());
    }

    /** @throws UserError if it cannot be written */
    public void write(Path file) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("version", version);
        root.put("topic", topic);
        root.put("createdAt", createdAt);
        root.put("crops", crops);
        root.put("digest", digest);
        root.put("split", split);
        Map<String, Object> excluded = new LinkedHashMap<>();
        excluded.put("persons", exclude.persons());
        excluded.put("crops", exclude.crops());
        excluded.put(
                "sources",
                exclude.sources().stream()
                        .map(source -> source.name().toLowerCase(Locale.ROOT))
                        .toList());
        excluded.put("belowQuality", exclude.belowQuality());
        root.put("exclude", excluded);
        root.put("partitions", partitions);
        root.put("labels", labels);
        root.put("people", new TreeMap<>(people));
        try {
            YAMLMapper yaml = YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .build();
            Files.writeString(file, HEAD + yaml.writeValueAsString(root));
        } catch (IOException e) {
            throw new UserError("The data set file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /**
     * Gets the images out of the archive, onto the disk under {@code cache} for as long as the set is open.
     *
     * @throws UserError if the archive is not the one that the file was made of, or none of its crops is left
     */
    public ArchivedCrops open(ArchiveLog log, Path cache, Progress progress) throws DependencyAwayException {
        return ArchivedCrops.open(this, log, cache, progress);
    }

    int cropsOf(String personId) {
        String said = people.get(personId);
        return said == null ? 0 : Integer.parseInt(said.substring(0, said.indexOf(' ')));
    }
}
