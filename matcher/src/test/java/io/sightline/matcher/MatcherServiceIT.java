package io.sightline.matcher;

import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.cameraTime;
import static io.sightline.matcher.Recorded.enrolment;
import static io.sightline.matcher.Recorded.erasure;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.person;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DeadLetter;
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
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.IdentityEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** The matcher against a real broker: what the test driver cannot show. */
class MatcherServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @TempDir
    private static Path brokerFolder;

    private static LocalBroker broker;
    private static int tests;

    @TempDir
    private Path folder;

    private final RegistryThatMayBeAway avro = new RegistryThatMayBeAway();
    private final Health health = new Health();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private String prefix;
    private KafkaProducer<byte[], byte[]> producer;
    private MatcherService matcher;
    private Gallery gallery;

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
        health.component("registry").up();
        prefix = "test" + ++tests + ".";
        create(Topics.ALL);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers()), new ByteArraySerializer(), new ByteArraySerializer());
        Files.createDirectories(folder.resolve("model"));
        Files.writeString(
                folder.resolve("model/manifest.json"),
                """
                {"kind": "EMBEDDER", "id": "%s", "dimension": %d,
                 "threshold": {"distance": 0.9, "margin": 0.05}, "weights": "of no interest here"}
                """
                        .formatted(Recorded.MODEL.id(), Recorded.DIMENSION));
    }

    /** As the operator's command lays them out. */
    private void create(Collection<Topic<?>> topics) throws Exception {
        List<NewTopic> wanted = new ArrayList<>();
        for (Topic<?> topic : topics) {
            boolean keepsAll = topic.kept() instanceof Topic.Kept.LastOfEachKey;
            wanted.add(new NewTopic(topic.in(prefix), topic.partitions(), (short) 1)
                    .configs(Map.of(
                            "max.message.bytes",
                            Integer.toString(KafkaClients.MAX_DEAD_LETTER_BYTES),
                            "cleanup.policy",
                            keepsAll ? "compact" : "delete")));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.createTopics(wanted).all().get();
        }
    }

    @AfterEach
    void stop() {
        matcher.close();
        producer.close();
        assertThat(failure.get()).isNull();
    }

    /**
     * The global store trap: after a restart on a kept state folder nothing is replayed, so the gallery must come from
     * the store; after one on a wiped folder all is replayed; and while the matcher is down the topic goes on.
     */
    @Test
    void theGalleryIsWholeAfterEveryKindOfRestart() throws Exception {
        startMatcher();
        enrol(1);
        enrol(2);
        until(() -> results().size() == 2);
        until(() -> gallery.size() == 2);
        long offset = gallery.offset();
        matcher.close();

        startMatcher();
        assertThat(gallery.size()).as("from the store").isEqualTo(2);
        assertThat(gallery.offset()).isEqualTo(offset);
        see("lobby", 0, 1, 1);
        until(() -> identified().contains("lobby person-1"));
        matcher.close();

        send(Topics.GALLERY, key(2), null);
        send(Topics.GALLERY, key(3), entryOf(3));
        startMatcher();
        assertThat(gallery.size()).as("from the store and what came meanwhile").isEqualTo(2);
        see("lobby", 1, 2, 2);
        see("lobby", 2, 3, 3);
        until(() -> identified().contains("lobby person-3"));
        assertThat(identified()).doesNotContain("lobby person-2");
        matcher.close();

        delete(folder.resolve("state"));
        startMatcher();
        assertThat(gallery.size()).as("from the topic").isEqualTo(2);
    }

    @Test
    void aRestartGoesOnWithSequenceAndSightings() throws Exception {
        startMatcher();
        enrol(1);
        until(() -> gallery.size() == 1);
        see("lobby", 0, 1, 1);
        until(() -> events().size() == 2);
        matcher.close();

        startMatcher();
        see("lobby", 0, 1, 1); // the embedder repeats itself
        see("lobby", 1, 2, 1);
        send(Topics.EMBEDDINGS, "lobby", cameraTime("lobby", 1, 60));

        until(() -> events().size() == 3);
        assertThat(events()).extracting(IdentityEvent::getSequence).containsExactly(1L, 2L, 3L);
        assertThat(events().get(2).getKind()).isEqualTo(EventKind.LEFT);
        assertThat(events().get(2).getPersonId()).isEqualTo(personId(1));
    }

    @Test
    void whoIsForgottenLeavesTheGallery() throws Exception {
        startMatcher();
        enrol(1);
        until(() -> gallery.size() == 1);

        send(Topics.PEOPLE, personId(1), erasure(1));

        until(() -> gallery.size() == 0);
        // What cameras taught of the person may lie in any partition: each is told, and answers.
        until(() -> committed(Topics.LABELS).size() == Topics.LABELS.partitions());
        assertThat(committed(Topics.LABELS))
                .extracting(ConsumerRecord::partition)
                .doesNotHaveDuplicates();
        until(() -> committed(Topics.LABEL_RESULTS).size() == Topics.LABELS.partitions());
        enrol(1);
        until(() -> results().size() == 2);
        assertThat(results().get(1).getOutcome()).isEqualTo(EnrollmentOutcome.PERSON_ERASED);
    }

    /** What a kill leaves when the store's files were written a moment before: KAFKA-21034. */
    @Test
    void globalStateThatAKillLeftOpenIsReadAnewFromKafka() throws Exception {
        startMatcher();
        enrol(1);
        until(() -> gallery.size() == 1);
        matcher.close();
        markAsOpen(folder.resolve("state").resolve(prefix + "matcher/global/rocksdb/gallery"));

        startMatcher();

        until(() -> gallery.size() == 1);
        assertThat(failure.get()).isNull();
    }

    private static void markAsOpen(Path store) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        for (byte[] name : RocksDB.listColumnFamilies(new Options(), store.toString())) {
            families.add(new ColumnFamilyDescriptor(name));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (RocksDB db = RocksDB.open(store.toString(), families, handles)) {
            for (ColumnFamilyHandle handle : handles) {
                if (new String(handle.getName(), StandardCharsets.UTF_8).equals("offsets")) {
                    byte[] open = ByteBuffer.allocate(Long.BYTES).putLong(1).array();
                    db.put(handle, "status".getBytes(StandardCharsets.UTF_8), open);
                }
                handle.close();
            }
        }
    }

    @Test
    void garbageOnEachTopicIsDeadLetteredInTheTransaction() throws Exception {
        startMatcher();
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        for (Topic<?> topic : List.of(Topics.EMBEDDINGS, Topics.PEOPLE, Topics.GALLERY)) {
            producer.send(new ProducerRecord<>(topic.in(prefix), garbage, garbage))
                    .get();
        }

        until(() -> committed(Topics.DEAD_LETTERS).size() == 3);

        assertThat(committed(Topics.DEAD_LETTERS))
                .allSatisfy(r -> assertThat(r.value()).isEqualTo(garbage));
        assertThat(committed(Topics.DEAD_LETTERS))
                .extracting(
                        r -> new String(r.headers().lastHeader(DeadLetter.TOPIC).value(), StandardCharsets.UTF_8))
                .containsExactlyInAnyOrder(prefix + "embeddings", prefix + "people", prefix + "gallery");
        see("lobby", 0, 1, 1);
        until(() -> events().size() == 1);
    }

    @Test
    void garbageAsLargeAsTopicsTakeItIsDeadLettered() throws Exception {
        byte[] garbage = new byte[KafkaClients.MAX_MESSAGE_BYTES - 1024];
        try (KafkaProducer<byte[], byte[]> large = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers(), "max.request.size", KafkaClients.MAX_MESSAGE_BYTES),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (Topic<?> topic : List.of(Topics.EMBEDDINGS, Topics.PEOPLE, Topics.GALLERY)) {
                large.send(new ProducerRecord<>(topic.in(prefix), "k".getBytes(StandardCharsets.UTF_8), garbage))
                        .get();
            }
        }

        startMatcher();

        until(() -> committed(Topics.DEAD_LETTERS).size() == 3);
        see("lobby", 0, 1, 1);
        until(() -> events().size() == 1);
    }

    @Test
    void itWaitsForARegistryThatIsAwayAndLosesNothing() throws Exception {
        startMatcher();
        avro.isAway = true;
        see("lobby", 0, 1, 1);
        until(() -> health.component("registry").fault().isPresent());

        avro.isAway = false;

        until(() -> events().size() == 1);
        until(() -> health.component("registry").fault().isEmpty());
        assertThat(committed(Topics.DEAD_LETTERS)).isEmpty();
    }

    @Test
    void itStopsInTimeWhileTheRegistryIsAway() throws Exception {
        startMatcher();
        avro.isAway = true;
        see("lobby", 0, 1, 1);
        until(() -> health.component("registry").fault().isPresent());
        long before = System.nanoTime();

        matcher.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(9));
        avro.isAway = false;
        startMatcher();
        until(() -> events().size() == 1);
    }

    @Test
    void itStartsBeforeKafkaAndSurvivesItsRestart() throws Exception {
        broker.stop();
        makeMatcher();
        matcher.start();
        until(() -> !health.component("streams").fault().orElse("").equals("starting"));
        assertThat(health.component("streams").fault().orElse("")).contains("Kafka");

        broker.start();
        until(() -> health.component("streams").fault().isEmpty());
        see("lobby", 0, 1, 1);
        until(() -> events().size() == 1);
        broker.stop();
        broker.start();
        send(Topics.EMBEDDINGS, "lobby", cameraTime("lobby", 0, 60));

        until(() -> events().stream().anyMatch(e -> e.getKind() == EventKind.LEFT));
    }

    @Test
    void itSaysWhenTopicsWouldForgetAndHowToMendThem() throws Exception {
        prefix = "careless.";
        makeMatcher();
        matcher.start();
        until(() -> streamsFault().contains("careless."));
        assertThat(streamsFault()).contains("./sightline topics --config FILE");

        broker.createTopics(prefix);

        until(() -> streamsFault().contains("cleanup.policy=compact, it has delete"));
        assertThat(streamsFault()).contains("./sightline topics --config FILE");
    }

    private String streamsFault() {
        return health.component("streams").fault().orElse("");
    }

    @Test
    void itWaitsForAStateFolderThatIsStillInUse() throws Exception {
        Path lock = folder.resolve("state").resolve(prefix + "matcher").resolve(".lock");
        Files.createDirectories(lock.getParent());
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            makeMatcher();
            matcher.start();
            until(() -> health.component("streams").fault().orElse("").contains("same state directory"));
        }

        until(() -> health.component("streams").fault().isEmpty());
    }

    private void startMatcher() throws Exception {
        makeMatcher();
        matcher.start();
        until(() -> health.component("streams").fault().isEmpty());
    }

    private void makeMatcher() {
        var settings = MatcherSettings.defaultsFor(folder.resolve("model"), folder.resolve("state"));
        var connection = new Connection(
                Map.of("bootstrap.servers", broker.servers(), "replication.factor", "1"),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                prefix);
        health.component("streams").down("starting");
        gallery = new Gallery();
        matcher = new MatcherService(
                settings,
                connection,
                new ServiceContext(new SimpleMeterRegistry(), health, failure::set),
                gallery,
                () -> avro);
    }

    private void enrol(int who) throws Exception {
        send(Topics.EMBEDDINGS, personId(who), enrolment(who, "photo", picture(who, 0.2, 1)));
    }

    private void see(String camera, long number, double seconds, int who) throws Exception {
        FaceEmbedding face = face(camera, number, seconds, "t" + who, 1, person(who), GOOD);
        send(Topics.EMBEDDINGS, camera, face);
    }

    private static String key(int who) {
        return new GalleryKey(personId(who), "photo", Recorded.MODEL.id().toString()).toString();
    }

    private static io.sightline.schemas.avro.GalleryEntry entryOf(int who) {
        return io.sightline.schemas.avro.GalleryEntry.newBuilder()
                .setPersonId(personId(who))
                .setTemplateId("photo")
                .setModelId(Recorded.MODEL.id().toString())
                .setVector(person(who).toBytes())
                .setQuality(1)
                .setEnrolledAt(Recorded.at(0))
                .build();
    }

    private <V extends SpecificRecord> void send(Topic<V> topic, String key, V value) throws Exception {
        byte[] bytes = value == null ? null : avro.registry.encode(topic, value);
        producer.send(new ProducerRecord<>(topic.in(prefix), key.getBytes(StandardCharsets.UTF_8), bytes))
                .get();
    }

    private List<EnrollmentResult> results() {
        return values(Topics.ENROLLMENT_RESULTS);
    }

    private List<IdentityEvent> events() {
        return values(Topics.IDENTITY_EVENTS);
    }

    private List<String> identified() {
        return events().stream()
                .filter(e -> e.getKind() == EventKind.IDENTIFIED)
                .map(e -> e.getCameraId() + " " + e.getPersonId())
                .toList();
    }

    private <V extends SpecificRecord> List<V> values(Topic<V> topic) {
        List<V> values = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : committed(topic)) {
            try {
                values.add(avro.registry.decode(topic, record.value()));
            } catch (BadRecordException e) {
                throw new IllegalStateException(e);
            }
        }
        return values;
    }

    private List<ConsumerRecord<byte[], byte[]>> committed(Topic<?> topic) {
        return broker.committed(topic, prefix);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void until(BooleanSupplier condition) throws Exception {
        Waiting.until("what the matcher was to bring about", PATIENCE, () -> {
            assertThat(failure.get()).isNull();
            return condition.getAsBoolean();
        });
    }

    /** A registry that a test takes away and brings back. */
    private static final class RegistryThatMayBeAway implements AvroCodec {
        private final InMemoryAvro registry = new InMemoryAvro();
        private volatile boolean isAway;

        @Override
        public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) throws DependencyAwayException {
            requirePresent();
            return registry.encode(topic, value);
        }

        @Override
        public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes)
                throws BadRecordException, DependencyAwayException {
            requirePresent();
            return registry.decode(topic, bytes);
        }

        private void requirePresent() throws DependencyAwayException {
            if (isAway) {
                throw new DependencyAwayException("registry", "The schema registry is away", null);
            }
        }
    }
}
