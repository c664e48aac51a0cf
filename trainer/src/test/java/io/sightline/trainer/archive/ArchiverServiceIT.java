package io.sightline.trainer.archive;

import static io.sightline.trainer.archive.Said.at;
import static io.sightline.trainer.archive.Said.corrected;
import static io.sightline.trainer.archive.Said.identified;
import static io.sightline.trainer.archive.Said.keyOf;
import static io.sightline.trainer.archive.Said.live;
import static io.sightline.trainer.archive.Said.person;
import static io.sightline.trainer.archive.Said.photo;
import static io.sightline.trainer.archive.Said.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.UserError;
import io.sightline.core.config.ConfigLoader;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.schemas.avro.PersonState;
import io.sightline.trainer.dataset.ArchiveLog;
import io.sightline.trainer.dataset.ArchivedCrops;
import io.sightline.trainer.dataset.DatasetFile;
import io.sightline.trainer.dataset.Exclusions;
import io.sightline.trainer.dataset.GoneCrops;
import io.sightline.trainer.dataset.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archiver against a real broker. */
class ArchiverServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private static Path brokerFolder;

    private static LocalBroker broker;
    private static int tests;

    @TempDir
    private Path folder;

    private final InMemoryAvro avro = new InMemoryAvro();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final List<ArchiverService> archivers = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private Connection connection;
    private Producer<byte[], byte[]> producer;

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
        String prefix = "test" + ++tests + ".";
        connection = new Connection(
                Map.of("bootstrap.servers", broker.servers()),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                prefix);
        broker.createTopics(prefix);
        producer = new KafkaClients(connection).producer("test");
    }

    @AfterEach
    void stop() {
        archivers.forEach(ArchiverService::close);
        producer.close();
        assertThat(failure.get()).isNull();
    }

    private ArchiverService start() {
        return start(connection, avro);
    }

    private ArchiverService start(Connection connection, AvroCodec codec) {
        var archiver = new ArchiverService(
                ConfigLoader.defaults(ArchiverSettings.class),
                connection,
                codec,
                new ServiceContext(metrics, new Health(), failure::set));
        archivers.add(archiver);
        archiver.start();
        return archiver;
    }

    private <V extends SpecificRecord> CropRef send(Topic<V> topic, String key, V value) throws Exception {
        var place = producer.send(new ProducerRecord<>(
                        topic.in(connection.topicPrefix()),
                        key.getBytes(StandardCharsets.UTF_8),
                        value == null ? null : avro.encode(topic, value)))
                .get();
        return at(place.partition(), place.offset());
    }

    private CropRef enrol(String personId, String photoId) throws Exception {
        Crop crop = photo(personId, photoId, personId + " " + photoId);
        CropRef place = send(Topics.CROPS, personId, crop);
        GalleryEntry entry = template(personId, photoId, Said.MODEL, place);
        send(Topics.GALLERY, keyOf(entry), entry);
        return place;
    }

    private CropRef see(String trackId, String personId) throws Exception {
        CropRef place = send(Topics.CROPS, "lobby", live(trackId, 0.8f, trackId));
        send(Topics.IDENTITY_EVENTS, "lobby", identified(trackId, personId, 0.5f, place));
        return place;
    }

    /** What stands in the archive, by key. */
    private SortedMap<String, ArchivedCrop> archived() throws Exception {
        SortedMap<String, ArchivedCrop> last = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : broker.committed(Topics.CROPS_ARCHIVE, connection.topicPrefix())) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (record.value() == null) {
                last.remove(key);
            } else {
                last.put(key, avro.decode(Topics.CROPS_ARCHIVE, record.value()));
            }
        }
        return last;
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        Waiting.until(what, PATIENCE, condition);
    }

    private static String key(String personId, CropRef crop) {
        return personId + "/" + Held.idOf(crop);
    }

    @Test
    void enrolledMatchedCorrectedAndErasedFacesAreArchivedAsTheyShouldBe() throws Exception {
        start();
        CropRef photo = enrol("ada", "photo-1");
        CropRef bobs = enrol("bob", "photo-1");
        CropRef first = see("t1", "ada");
        CropRef second = see("t2", "ada");
        until("four crops", () -> archived().size() == 4);
        assertThat(archived().get(key("ada", photo)).getSource()).isEqualTo(LabelSource.ENROLLED);
        assertThat(archived().get(key("ada", first)).getSource()).isEqualTo(LabelSource.MATCHED);

        send(Topics.IDENTITY_EVENTS, "lobby", corrected("t2", "ada", "bob", "label-1", second));
        until("a correction", () -> archived().containsKey(key("bob", second)));
        assertThat(archived().get(key("bob", second)).getSource()).isEqualTo(LabelSource.CONFIRMED);
        assertThat(archived().keySet())
                .containsExactlyInAnyOrder(key("ada", photo), key("ada", first), key("bob", bobs), key("bob", second));
        assertThat(archived().get(key("bob", second)).getImage().array())
                .isEqualTo("t2".getBytes(StandardCharsets.UTF_8));

        send(Topics.PEOPLE, "ada", person("ada", PersonState.ERASED));
        until("an erasure", () -> archived().size() == 2);
        see("t3", "ada");
        CropRef third = see("t4", "bob");
        until("what came after it", () -> archived().containsKey(key("bob", third)));
        assertThat(archived().keySet()).allMatch(key -> key.startsWith("bob/"));
    }

    @Test
    void aRestartGoesOnWithoutWritingAnythingTwice() throws Exception {
        ArchiverService archiver = start();
        enrol("ada", "photo-1");
        see("t1", "ada");
        until("two crops", () -> archived().size() == 2);
        archiver.close();
        send(Topics.PEOPLE, "bob", person("bob", PersonState.ERASED));

        start();
        enrol("bob", "photo-1");
        see("t2", "ada");

        until("a third crop", () -> archived().size() == 3);
        assertThat(broker.committed(Topics.CROPS_ARCHIVE, connection.topicPrefix()))
                .as("written once each, and none of whom was erased while nobody worked")
                .hasSize(3);
    }

    @Test
    void aSecondArchiverStandsByAndTakesOver() throws Exception {
        ArchiverService first = start();
        enrol("ada", "photo-1");
        until("a crop", () -> archived().size() == 1);
        start();
        see("t1", "ada");
        until("two crops", () -> archived().size() == 2);

        first.close();
        send(Topics.PEOPLE, "ada", person("ada", PersonState.ERASED));

        until("an erasure by the other", () -> archived().isEmpty());
    }

    @Test
    void aCropThatRetentionTookIsCountedAndAnUpgradeTakesItsPictureFromTheArchive() throws Exception {
        start();
        CropRef lost = send(Topics.CROPS, "lobby", live("t2", 0.8f, "t2"));
        CropRef seen = see("t1", "ada");
        until("a crop", () -> archived().size() == 1);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.deleteRecords(Map.of(
                            new TopicPartition(Topics.CROPS.in(connection.topicPrefix()), lost.getPartition()),
                            RecordsToDelete.beforeOffset(seen.getOffset() + 1)))
                    .all()
                    .get();
        }

        send(Topics.IDENTITY_EVENTS, "lobby", identified("t2", "ada", 0.5f, lost));
        GalleryEntry learned = Said.learned("ada", "t1", "label-1", seen);
        send(Topics.GALLERY, keyOf(learned), learned);

        until("an upgrade", () -> archived().get(key("ada", seen)).getSource() == LabelSource.CONFIRMED);
        assertThat(archived().get(key("ada", seen)).getImage().array())
                .isEqualTo("t1".getBytes(StandardCharsets.UTF_8));
        until("a loss", () -> metrics.counter("sightline.archive.gone").count() == 1);
    }

    @Test
    void anArchiveThatTakesLongerToReadThanTheGroupWaitsIsFollowedAllTheSame() throws Exception {
        ArchiverService first = start();
        for (int i = 0; i < 40; i++) {
            enrol("ada", "photo-" + i);
        }
        until("the archive", () -> archived().size() == 40);
        first.close();
        var impatient = new Connection(
                Map.of(
                        "bootstrap.servers",
                        broker.servers(),
                        "consumer.max.poll.interval.ms",
                        "3000",
                        "consumer.max.poll.records",
                        "1"),
                connection.registry(),
                connection.topicPrefix());
        var slow = new Slow(avro, Topics.CROPS_ARCHIVE, Duration.ofMillis(150));

        start(impatient, slow);
        enrol("ada", "photo-40");

        until("a crop after all of it was read", () -> archived().size() == 41);
        assertThat(slow.decoded()).as("read once").isEqualTo(40);
    }

    @Test
    void aCropInAPartitionThatIsNotThereIsGoneAndTheArchiveGoesOn() throws Exception {
        start();
        send(Topics.IDENTITY_EVENTS, "lobby", identified("t1", "ada", 0.5f, at(9_999, 0)));
        CropRef seen = see("t2", "ada");

        until("what came after it", () -> archived().containsKey(key("ada", seen)));
        until("a loss", () -> metrics.counter("sightline.archive.gone").count() == 1);
    }

    @Test
    void garbageIsDeadLetteredAndTheArchiveGoesOn() throws Exception {
        start();
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        for (Topic<?> topic : List.of(Topics.GALLERY, Topics.IDENTITY_EVENTS, Topics.PEOPLE)) {
            producer.send(new ProducerRecord<>(topic.in(connection.topicPrefix()), garbage, garbage))
                    .get();
        }
        enrol("ada", "photo-1");

        until("a crop", () -> archived().size() == 1);
        until(
                "dead letters",
                () -> broker.committed(Topics.DEAD_LETTERS, connection.topicPrefix())
                                .size()
                        == 3);
    }

    /** Kafka's own compaction runs on the topic, so what the data set was made of is really gone from its range. */
    @Test
    void aDataSetGivesTheSameImagesAfterCompactionAndNamesWhatWasErased() throws Exception {
        compactTheArchiveAtOnce();
        start();
        for (String person : List.of("ada", "bob", "cyd", "dan")) {
            enrol(person, "photo-1");
        }
        CropRef seen = see("t1", "ada");
        CropRef lost = see("t2", "bob");
        until("six crops", () -> archived().size() == 6);
        Path yml = folder.resolve("dataset.yml");
        try (ArchiveLog log = ArchiveLog.over(connection, avro)) {
            DatasetFile.create(log, Exclusions.NONE, 7, Instant.EPOCH, Progress.NONE)
                    .write(yml);
        }
        DatasetFile dataset = DatasetFile.read(yml);
        assertThat(dataset.crops()).isEqualTo(6);
        List<String> images = imagesOf(dataset);

        long first = records().stream()
                .filter(r -> keyIn(r).equals(key("ada", seen)))
                .findFirst()
                .orElseThrow()
                .offset();
        GalleryEntry learned = Said.learned("ada", "t1", "label-1", seen);
        send(Topics.GALLERY, keyOf(learned), learned);
        until("an upgrade", () -> archived().get(key("ada", seen)).getSource() == LabelSource.CONFIRMED);
        enrol("eve", "photo-1");
        Thread.sleep(1_500); // a segment closes after a second, when the next record comes to its partition
        send(Topics.GALLERY, keyOf(learned), null);
        until("a downgrade", () -> archived().get(key("ada", seen)).getSource() == LabelSource.MATCHED);
        send(Topics.GALLERY, keyOf(learned), learned);
        until("another upgrade", () -> archived().get(key("ada", seen)).getSource() == LabelSource.CONFIRMED);
        until("what the data set was made of to be compacted away", () -> records().stream()
                .noneMatch(r -> keyIn(r).equals(key("ada", seen)) && r.offset() == first));
        assertThat(imagesOf(dataset))
                .as("bit for bit, and nothing that came later")
                .isEqualTo(images);

        send(Topics.IDENTITY_EVENTS, "lobby", corrected("t2", "bob", null, "label-2", lost));
        send(Topics.PEOPLE, "dan", person("dan", PersonState.ERASED));
        until("both removals", () -> archived().keySet().stream()
                .noneMatch(k -> k.startsWith("dan/") || k.equals(key("bob", lost))));
        try (ArchiveLog log = ArchiveLog.over(connection, avro);
                ArchivedCrops crops = dataset.open(log, folder.resolve("cache"), Progress.NONE)) {
            assertThat(crops.size()).isEqualTo(4);
            assertThat(crops.gone().stream().map(GoneCrops::toString))
                    .containsExactly(
                            "bob: 1 of 2 crops are gone (" + key("bob", lost) + ")", "dan: 1 of 1 crops are gone");
        }
        assertThat(folder.resolve("cache")).isEmptyDirectory();
    }

    private void compactTheArchiveAtOnce() throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.CROPS_ARCHIVE.in(connection.topicPrefix()));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            topic,
                            Map.of(
                                            "cleanup.policy", "compact",
                                            "segment.ms", "1000",
                                            "max.compaction.lag.ms", "1000",
                                            "min.cleanable.dirty.ratio", "0.01")
                                    .entrySet()
                                    .stream()
                                    .map(e -> new AlterConfigOp(
                                            new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                                    .toList()))
                    .all()
                    .get();
        }
    }

    private List<String> imagesOf(DatasetFile dataset) throws Exception {
        try (ArchiveLog log = ArchiveLog.over(connection, avro);
                ArchivedCrops crops = dataset.open(log, folder.resolve("cache"), Progress.NONE)) {
            assertThat(crops.isWhole()).isTrue();
            return IntStream.range(0, crops.size())
                    .mapToObj(i -> crops.personId(i) + "/" + crops.cropId(i) + " " + crops.source(i) + " "
                            + new String(crops.crop(i).jpeg(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
        return broker.committed(Topics.CROPS_ARCHIVE, connection.topicPrefix());
    }

    private static String keyIn(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    @Test
    void anEmptyArchiveAndOneOfOnePersonMakeNoDataSet() throws Exception {
        try (ArchiveLog log = ArchiveLog.over(connection, avro)) {
            assertThatThrownBy(() -> DatasetFile.create(log, Exclusions.NONE, 7, Instant.EPOCH, Progress.NONE))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("The archive has no crop");
            start();
            enrol("ada", "photo-1");
            until("a crop", () -> archived().size() == 1);
            assertThatThrownBy(() -> DatasetFile.create(log, Exclusions.NONE, 7, Instant.EPOCH, Progress.NONE))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("needs at least 4 people; the data set has 1: ada");
        }
    }

    /** Takes its time over each record of one topic, and counts them. */
    private static final class Slow implements AvroCodec {
        private final AvroCodec codec;
        private final Topic<?> topic;
        private final Duration time;
        private final AtomicInteger decoded = new AtomicInteger();

        Slow(AvroCodec codec, Topic<?> topic, Duration time) {
            this.codec = codec;
            this.topic = topic;
            this.time = time;
        }

        int decoded() {
            return decoded.get();
        }

        @Override
        public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException {
            return codec.encode(topic, value);
        }

        @Override
        public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes)
                throws BadRecordException, DependencyAwayException {
            if (topic.equals(this.topic)) {
                decoded.incrementAndGet();
                try {
                    Thread.sleep(time.toMillis());
                } catch (InterruptedException e) {
                    throw new InterruptException(e);
                }
            }
            return codec.decode(topic, bytes);
        }

        @Override
        public void close() {
            codec.close();
        }
    }
}
