package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.models.CanonicalTemplate;
import io.sightline.models.testkit.TestCrops;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.LabelSource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data set and the archive that it names, which is not always the one that it was made of; on a real broker. */
class DatasetIT {
    private static final List<String> PEOPLE = List.of("ada", "bob", "cyd", "dan", "eve", "fay");
    private static final byte[] JPEG = TestCrops.one(1).jpeg();

    @TempDir
    private static Path brokerFolder;

    private static LocalBroker broker;
    private static int tests;

    @TempDir
    private Path cache;

    private final InMemoryAvro avro = new InMemoryAvro();
    private Connection connection;
    private Producer<byte[], byte[]> producer;
    private ArchiveLog log;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new LocalBroker(brokerFolder);
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    /** Each test has topics of its own, by prefix. */
    @BeforeEach
    void createTopics() throws Exception {
        connection = new Connection(
                Map.of("bootstrap.servers", broker.servers()),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                "set" + ++tests + ".");
        broker.createTopics(connection.topicPrefix());
        producer = new KafkaClients(connection).producer("test");
        log = ArchiveLog.over(connection, avro);
    }

    @AfterEach
    void close() {
        log.close();
        producer.close();
    }

    private String topic() {
        return Topics.CROPS_ARCHIVE.in(connection.topicPrefix());
    }

    /** @return where it lies */
    private TopicPartition archive(String key, byte[] value) throws Exception {
        var place = producer.send(new ProducerRecord<>(topic(), key.getBytes(StandardCharsets.UTF_8), value))
                .get();
        return new TopicPartition(place.topic(), place.partition());
    }

    private TopicPartition archive(String person, String crop, LabelSource source, byte[] jpeg) throws Exception {
        var record = ArchivedCrop.newBuilder()
                .setPersonId(person)
                .setCropId(crop)
                .setSource(source)
                .setImage(ByteBuffer.wrap(jpeg))
                .setLandmarks(CanonicalTemplate.POINTS.toAvro())
                .setQuality(new FaceQuality(0.5f, 90f, 30f, 0f, 0f, 0f, 120f, List.of()))
                .setCapturedAt(Instant.EPOCH)
                .build();
        return archive(person + "/" + crop, avro.encode(Topics.CROPS_ARCHIVE, record));
    }

    /** Two enrolled faces of each, and one of ada that was matched. */
    private DatasetFile six(Exclusions exclude) throws Exception {
        for (String person : PEOPLE) {
            archive(person, "0-1", LabelSource.ENROLLED, JPEG);
            archive(person, "0-2", LabelSource.ENROLLED, JPEG);
        }
        archive("ada", "7-1", LabelSource.MATCHED, JPEG);
        return create(exclude);
    }

    private DatasetFile create(Exclusions exclude) throws DependencyAwayException {
        return DatasetFile.create(log, exclude, 7, Instant.EPOCH, Progress.NONE);
    }

    private void refused(DatasetFile dataset, String... words) {
        assertThatThrownBy(() -> dataset.open(log, cache, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(words);
        assertThat(cache).as("no face stays behind").isEmptyDirectory();
    }

    private static DatasetFile with(DatasetFile d, List<PartitionRange> partitions, String digest) {
        return new DatasetFile(
                d.version(),
                d.topic(),
                d.createdAt(),
                partitions,
                d.labels(),
                d.exclude(),
                d.split(),
                d.crops(),
                digest,
                d.people());
    }

    /** The data set with another range in place of a partition's. */
    private static DatasetFile with(DatasetFile dataset, PartitionRange range) {
        List<PartitionRange> ranges = new ArrayList<>(dataset.partitions());
        ranges.replaceAll(r -> r.partition() == range.partition() ? range : r);
        return with(dataset, ranges, dataset.digest());
    }

    @Test
    void offsetsBeyondTheEndOfTheTopicAreOfAnotherArchive() throws Exception {
        DatasetFile dataset = six(Exclusions.NONE);
        long end = dataset.partitions().get(2).to();

        refused(
                with(dataset, new PartitionRange(2, 0, end + 1)),
                "has partition 2 up to offset " + (end + 1),
                "ends at " + end,
                "of another archive, or the topic was made anew");
        refused(with(dataset, new PartitionRange(2, end + 5, end + 9)), "up to offset " + (end + 9));
    }

    @Test
    void aPartitionThatTheTopicDoesNotHaveIsNamed() throws Exception {
        DatasetFile dataset = six(Exclusions.NONE);
        int all = dataset.partitions().size();
        List<PartitionRange> ranges = new ArrayList<>(dataset.partitions());
        ranges.add(new PartitionRange(99, 0, 1));

        refused(with(dataset, ranges, dataset.digest()), "names partition 99", "has " + all + ", numbered from 0");
    }

    @Test
    void whatLayBeforeTheBeginningOfTheTopicIsNamedAsGone() throws Exception {
        DatasetFile dataset = six(Exclusions.NONE);
        // The same key once more, and so in the same partition: what is deleted before it lay in the range.
        TopicPartition cut = archive("fay", "0-1", LabelSource.ENROLLED, JPEG);
        long end = dataset.partitions().get(cut.partition()).to();
        List<String> lost = broker.committed(Topics.CROPS_ARCHIVE, connection.topicPrefix()).stream()
                .filter(r -> r.partition() == cut.partition() && r.offset() < end)
                .map(r -> new String(r.key(), StandardCharsets.UTF_8))
                .toList();
        assertThat(lost).contains("fay/0-1").hasSizeLessThan(dataset.crops());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.deleteRecords(Map.of(cut, RecordsToDelete.beforeOffset(end)))
                    .all()
                    .get();
        }

        try (ArchivedCrops crops = dataset.open(log, cache, Progress.NONE)) {
            assertThat(crops.isWhole()).isFalse();
            assertThat(crops.size()).isEqualTo(dataset.crops() - lost.size());
            assertThat(crops.gone())
                    .extracting(GoneCrops::personId)
                    .containsExactlyElementsOf(lost.stream()
                            .map(key -> key.substring(0, key.indexOf('/')))
                            .distinct()
                            .sorted()
                            .toList());
        }
    }

    @Test
    void erasedCropsAreNamedAndTheOthersStay() throws Exception {
        DatasetFile dataset = six(Exclusions.NONE);
        archive("bob/0-2", (byte[]) null);
        archive("cyd/0-1", (byte[]) null);
        archive("cyd/0-2", (byte[]) null);
        archive("bob", "0-9", LabelSource.ENROLLED, JPEG);

        try (ArchivedCrops crops = dataset.open(log, cache, Progress.NONE)) {
            assertThat(crops.size()).isEqualTo(10);
            assertThat(crops.gone().stream().map(GoneCrops::toString))
                    .containsExactly("bob: 1 of 2 crops are gone (bob/0-2)", "cyd: 2 of 2 crops are gone");
        }
        for (String person : PEOPLE) {
            for (String crop : List.of("0-1", "0-2", "7-1")) {
                archive(person + "/" + crop, (byte[]) null);
            }
        }
        refused(dataset, "Nothing is left of the data set: all 13 crops of 6 people have been erased since");
    }

    @Test
    void anArchiveOfOtherPicturesIsRefused() throws Exception {
        DatasetFile dataset = six(Exclusions.NONE);
        refused(
                with(dataset, dataset.partitions(), "f".repeat(64)),
                "its digest is " + "f".repeat(64) + " instead of " + dataset.digest(),
                "the file was changed");

        archive("dan", "0-1", LabelSource.ENROLLED, TestCrops.one(2).jpeg());
        DatasetFile later = with(dataset, log.present(), dataset.digest());
        refused(later, "The crops of dan are not those that the data set was made of");
    }

    @Test
    void whatIsExcludedIsNotInItAndWhoIsUnknownCannotBe() throws Exception {
        DatasetFile dataset = six(new Exclusions(List.of("fay"), List.of("bob/0-2"), List.of(LabelSource.MATCHED), 0));

        assertThat(dataset.crops()).isEqualTo(9);
        assertThat(dataset.people()).doesNotContainKey("fay");
        try (ArchivedCrops crops = dataset.open(log, cache, Progress.NONE)) {
            assertThat(crops.isWhole()).isTrue();
            assertThat(crops.size()).isEqualTo(9);
        }
        assertThatThrownBy(() -> create(new Exclusions(List.of("ada", "fya"), List.of("bob/9-9"), List.of(), 0)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("The archive has nothing of bob/9-9, fya, to be left out");
        archive("fay/0-1", (byte[]) null);
        assertThat(create(new Exclusions(List.of(), List.of("fay/0-1"), List.of(), 0))
                        .crops())
                .as("who was erased may still be excluded")
                .isEqualTo(12);
    }

    @Test
    void allThatTheArchiveHoldsNeedsNoFile() throws Exception {
        assertThatThrownBy(() -> ArchivedCrops.present(log, cache, Progress.NONE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("The archive has no crop");
        archive("ada", "0-1", LabelSource.ENROLLED, JPEG);
        archive("ada", "0-2", LabelSource.CONFIRMED, JPEG);

        try (ArchivedCrops crops = ArchivedCrops.present(log, cache, Progress.NONE)) {
            assertThat(crops.size()).isEqualTo(2);
            assertThat(crops.source(1)).isEqualTo(LabelSource.CONFIRMED);
            assertThat(crops.crop(0).jpeg()).isEqualTo(JPEG);
        }
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void aCorruptCropInTheArchiveIsLeftOutByName() throws Exception {
        archive("gus", "0-5", LabelSource.ENROLLED, new byte[] {(byte) 0xff, (byte) 0xd8, 1, 2});
        DatasetFile dataset = six(Exclusions.NONE);

        try (ArchivedCrops crops = dataset.open(log, cache, Progress.NONE)) {
            UsableCrops usable = UsableCrops.of(new NamedCrops(crops));

            assertThat(usable.refused()).hasSize(1);
            assertThat(usable.refused().get(0)).startsWith("gus/0-5: ");
            assertThat(usable.crops().size()).isEqualTo(13);
            assertThat(usable.crops().cropId(0)).isEqualTo("ada/0-1");
        }
    }
}
