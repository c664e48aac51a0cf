package io.sightline.trainer.dataset;

import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.config.Setting;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

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
        requireTime(createdAt);
        requireEachOnce(partitions);
        partitions = List.copyOf(partitions);
        labels = List.copyOf(labels);
        people = Map.copyOf(people);
        people.forEach((person, said) -> {
            if (!said.matches("[1-9]\\d{0,8} [0-9a-f]{16}")) {
                throw new IllegalArgumentException(
                        "people." + person + " is '" + said + "', expected a number of crops and 16 hex digits");
            }
        });
        int ofPeople = people.values().stream().mapToInt(DatasetFile::number).sum();
        if (crops < 1 || crops != ofPeople) {
            throw new IllegalArgumentException("crops is " + crops + ", but those of people add up to " + ofPeople
                    + ": lines lack, or were changed; expected the same, and one at least");
        }
    }

    private static void requireTime(String createdAt) {
        try {
            Instant.parse(createdAt);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "createdAt is '" + createdAt + "', expected a time such as 2026-05-01T12:00:00Z", e);
        }
    }

    private static void requireEachOnce(List<PartitionRange> partitions) {
        if (partitions.isEmpty()) {
            throw new IllegalArgumentException("partitions is empty, expected the range of each partition");
        }
        Set<Integer> seen = new HashSet<>();
        for (PartitionRange range : partitions) {
            if (!seen.add(range.partition())) {
                throw new IllegalArgumentException(
                        "partitions names partition " + range.partition() + " twice, expected each once");
            }
        }
    }

    /**
     * Makes a data set of all that the archive holds now.
     *
     * @param seed of the split by person
     * @throws UserError if nothing is left in it, or fewer than four people; or if somebody or something is to be left
     *     out that the archive has never heard of
     */
    public static DatasetFile create(ArchiveLog log, Exclusions exclude, long seed, Instant now, Progress progress)
            throws DependencyAwayException {
        List<PartitionRange> ranges = log.present();
        List<LogPosition> labels = log.labels();
        var members = new Members(ranges, exclude);
        var unknown = new TreeSet<>(exclude.persons());
        unknown.addAll(exclude.crops());
        log.read(ranges, progress, (record, crop) -> {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            unknown.remove(key);
            unknown.remove(key.substring(0, Math.max(0, key.lastIndexOf('/'))));
            members.take(record, crop);
        });
        // Mistyped, it would bring somebody into the training who is to be left out of it.
        if (!unknown.isEmpty()) {
            throw new UserError("The archive has nothing of " + String.join(", ", unknown)
                    + ", to be left out; expected a person's id as ./sightline people shows it, or a crop as ./sightline"
                    + " dataset show names it");
        }
        members.requireSome();
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
        if (Files.isDirectory(file)) {
            throw new UserError(file + " is a folder; expected a file as ./sightline dataset create writes it");
        }
        if (!Files.isRegularFile(file)) {
            throw new UserError("There is no data set file " + file + "; ./sightline dataset create writes one");
        }
        return ConfigLoader.load(file, DatasetFile.class, Map.of());
    }

    /** @throws UserError if a file there could not be written: known before the archive is read, and not after */
    public static void requirePlace(Path file) {
        Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow();
        if (!Files.isDirectory(folder)) {
            throw new UserError("The data set file " + file + " cannot be written: there is no folder " + folder);
        }
        if (Files.isDirectory(file)) {
            throw new UserError("The data set file " + file + " cannot be written: it is a folder");
        }
    }

    /** @throws UserError if it cannot be written */
    public void write(Path file) {
        requirePlace(file);
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
        return said == null ? 0 : number(said);
    }

    private static int number(String said) {
        return Integer.parseInt(said.substring(0, said.indexOf(' ')));
    }
}
