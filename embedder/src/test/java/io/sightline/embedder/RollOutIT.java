package io.sightline.embedder;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.ModelId;
import io.sightline.core.UserError;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.models.ModelBundle;
import io.sightline.models.embedding.EmbeddingOptions;
import io.sightline.models.embedding.FaceEmbedder;
import io.sightline.models.testkit.TestBundles;
import io.sightline.schemas.Topic;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.TrackRecordKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that come and go while crops flow through a real broker, computed by a real engine. */
final class RollOutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** Loading a candidate takes so long here; an embedder that waited for it would show a gap as long. */
    private static final Duration SLOW_LOAD = Duration.ofSeconds(5);

    private static final Duration LONGEST_GAP = Duration.ofSeconds(3);

    @TempDir
    private static Path brokerFolder;

    private static LocalBroker broker;
    private static int tests;

    @TempDir
    private Path folder;

    private final RegistryThatMayBeAway avro = new RegistryThatMayBeAway();
    private final Health health = new Health();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Map<ModelId, ModelBundle> store = new ConcurrentHashMap<>();
    private String prefix;
    private KafkaProducer<byte[], byte[]> producer;
    private ModelId first;
    private ModelId second;
    private EmbedderService embedder;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new LocalBroker(brokerFolder);
        broker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        prefix = "test" + ++tests + ".";
        broker.createTopics(prefix);
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.servers()), new ByteArraySerializer(), new ByteArraySerializer());
        first = make(1);
        second = make(2);
    }

    @AfterEach
    void stop() {
        if (embedder != null) {
            embedder.close();
        }
        producer.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void aShadowStartsAndStopsWhileCropsFlowAndNoneIsLostNorTwiceNorOutOfOrder() throws Exception {
        start();
        try (var cameras = new Cameras();
                var arrivals = new Arrivals()) {
            cameras.start();
            Waiting.until("crops are embedded", PATIENCE, () -> arrivals.count(first) > 20);
            say(second, ModelState.SHADOW);
            Waiting.until("the shadow embeds", PATIENCE, () -> arrivals.count(second) > 50);
            say(second, ModelState.RETIRED);
            Waiting.until("the shadow embeds no more", PATIENCE, arrivals::lastClocksNameOnly);
            cameras.stop();
            Waiting.until("all crops are embedded", PATIENCE, () -> arrivals.count(first) == cameras.faces());

            var all = embeddings();
            for (int partition : partitionsOf(all)) {
                var records =
                        all.stream().filter(r -> r.partition() == partition).toList();
                assertThat(numbers(records, first)).containsExactlyElementsOf(range(cameras.facesOf(partition)));
                List<Long> shadowed = numbers(records, second);
                // From one crop to another without a gap, each once and in order.
                assertThat(shadowed)
                        .hasSizeGreaterThan(10)
                        .containsExactlyElementsOf(consecutive(shadowed.get(0), shadowed.size()));
                assertThat(shadowed.get(0)).isPositive();
                assertThat(shadowed.get(shadowed.size() - 1)).isLessThan(cameras.facesOf(partition) - 1L);
                clocksTellTheTruth(records);
            }
            // The shadow was loaded for five seconds, beside the work.
            assertThat(arrivals.longestGap()).isLessThan(LONGEST_GAP);
        }
        assertThat(broker.committed(Topics.DEAD_LETTERS, prefix)).isEmpty();
    }

    @Test
    void aSwitchHappensAtItsCaptureTimeForEachCrop() throws Exception {
        start();
        try (var cameras = new Cameras();
                var arrivals = new Arrivals()) {
            cameras.start();
            say(second, ModelState.SHADOW);
            Waiting.until("the shadow embeds", PATIENCE, () -> arrivals.count(second) > 10);
            long activeFrom = System.currentTimeMillis() + 1_000;
            long formerUntil = activeFrom + 2_000;
            // The pointer first, as a promotion writes it: a model that is ACTIVE by its own record alone does not
            // embed.
            produce(
                    Topics.MODELS,
                    Topics.ACTIVE_MODEL,
                    ModelRecords.pointer(
                            ModelRecords.from(first, 0, 0), ModelRecords.from(second, activeFrom, formerUntil)));
            say(second, ModelState.ACTIVE);
            say(first, ModelState.RETIRED);
            Waiting.until("the former is done", PATIENCE, () -> System.currentTimeMillis() > formerUntil + 500);
            cameras.stop();
            Waiting.until(
                    "all crops are embedded",
                    PATIENCE,
                    () -> arrivals.faces.stream()
                                    .map(FaceEmbedding::getFrameId)
                                    .distinct()
                                    .count()
                            == cameras.faces());

            for (var record : embeddings()) {
                FaceEmbedding value = decode(record);
                long time = value.getTime().toEpochMilli();
                if (value.getKind() == TrackRecordKind.FACE) {
                    boolean may = value.getModelId().equals(first.toString()) ? time < formerUntil : true;
                    assertThat(may).isTrue();
                } else if (time >= activeFrom && time < formerUntil) {
                    assertThat(value.getEmbeddedWith()).containsExactly(second.toString(), first.toString());
                } else if (time >= formerUntil) {
                    assertThat(value.getEmbeddedWith()).containsExactly(second.toString());
                }
            }
            for (int partition : partitionsOf(embeddings())) {
                var records = embeddings().stream()
                        .filter(r -> r.partition() == partition)
                        .toList();
                // Each decides on all of its time: no gap between them, and both between the two times.
                assertThat(times(records, first)).noneMatch(time -> time >= formerUntil);
                assertThat(timesBetween(records, first, 0, formerUntil))
                        .containsExactlyElementsOf(cameras.timesBetween(partition, 0, formerUntil));
                assertThat(timesBetween(records, second, activeFrom, Long.MAX_VALUE))
                        .containsExactlyElementsOf(cameras.timesBetween(partition, activeFrom, Long.MAX_VALUE));
                clocksTellTheTruth(records);
            }
            assertThat(arrivals.longestGap()).isLessThan(LONGEST_GAP);
        }
    }

    @Test
    void noCropIsTakenBeforeTheModelsAreKnownAndBadRecordsAboutThemAreSkipped() throws Exception {
        producer.send(new ProducerRecord<>(
                        Topics.MODELS.in(prefix), bytes("nonsense"), "not avro".getBytes(StandardCharsets.UTF_8)))
                .get();
        produce(Topics.MODELS, "nonsense", ModelRecords.state(first, ModelState.SHADOW));
        produce(Topics.MODELS, Topics.ACTIVE_MODEL, ModelRecords.pointer(ModelRecords.from(second, 0, 0)));
        avro.awayFor = Topics.MODELS;
        start();
        var crop = CropRecords.live(0, 1);
        produce(Topics.CROPS, crop.key(), crop.value());
        Waiting.until(
                "it waits",
                PATIENCE,
                () -> health.faults().containsKey("embedder")
                        && health.faults().get("embedder-models").contains("registry"));
        assertThat(embeddings()).isEmpty();

        avro.awayFor = null;
        Waiting.until("the crop is embedded", PATIENCE, () -> !embeddings().isEmpty());

        assertThat(embeddings()).hasSize(1);
        assertThat(decode(embeddings().get(0)).getModelId()).isEqualTo(second.toString());
        Waiting.until("it is ready", PATIENCE, () -> health.faults().isEmpty());
        assertThat(metrics.get("sightline.embedder.models.skipped")
                        .tag("reason", "NOT_AVRO")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(metrics.get("sightline.embedder.models.skipped")
                        .tag("reason", "NO_MODEL_ID")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void withoutTheTopicItSaysWhatIsMissingAndGoesOnWhenItIsThere() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.servers()))) {
            admin.deleteTopics(List.of(Topics.MODELS.in(prefix))).all().get();
            Waiting.until(
                    "it is gone",
                    PATIENCE,
                    () -> !admin.listTopics().names().get().contains(Topics.MODELS.in(prefix)));
            start();
            Waiting.until("it says so", PATIENCE, () -> health.faults()
                    .getOrDefault("embedder-models", "")
                    .contains("Kafka lacks the topic " + prefix + "models"));
            admin.createTopics(List.of(new NewTopic(Topics.MODELS.in(prefix), 1, (short) 1)))
                    .all()
                    .get();
        }
        Waiting.until("it is ready", PATIENCE, () -> health.faults().isEmpty());
    }

    @Test
    void anActiveModelThatIsNotHereMakesUnreadyUntilItsBundleIsAddedAndNoCropIsLost() throws Exception {
        ModelBundle late = store.remove(second);
        produce(
                Topics.MODELS,
                Topics.ACTIVE_MODEL,
                ModelRecords.pointer(ModelRecords.from(first, 0, 0), ModelRecords.from(second, 1_001, 1_001)));
        start();
        for (int i = 0; i < 3; i++) {
            var crop = CropRecords.live(i, i);
            produce(Topics.CROPS, crop.key(), crop.value());
        }
        Waiting.until("it is unready", PATIENCE, () -> health.faults()
                .getOrDefault("embedder-models", "")
                .contains("There is no model " + second));

        store.put(second, late);
        Waiting.until("the crops are embedded", PATIENCE, () -> embeddings().size() >= 4);

        var models = new ArrayList<String>();
        for (var record : embeddings()) {
            FaceEmbedding face = decode(record);
            models.add(face.getNumber() + " " + face.getModelId());
        }
        // The first was captured before the switch: the former decides, and the latest embeds too.
        assertThat(models).containsExactly("0 " + first, "0 " + second, "1 " + second, "2 " + second);
        assertThat(health.isLive()).isTrue();
    }

    private ModelId make(int seed) throws Exception {
        ModelBundle bundle = TestBundles.tiny(folder.resolve("tiny-" + seed), seed);
        store.put(bundle.id(), bundle);
        return bundle.id();
    }

    private void start() {
        var connection = new Connection(
                Map.of("bootstrap.servers", broker.servers()),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                prefix);
        embedder = EmbedderService.with(
                connection,
                load(store.get(first)),
                this::loadSlowly,
                EmbedderSettings.defaults(),
                avro,
                new ServiceContext(metrics, health, failures::add));
        embedder.start();
    }

    private EmbeddingModel loadSlowly(ModelId id) {
        if (!store.containsKey(id)) {
            throw new UserError("There is no model " + id);
        }
        try {
            Thread.sleep(SLOW_LOAD.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return load(store.get(id));
    }

    private EmbeddingModel load(ModelBundle bundle) {
        return new EmbeddingModel(FaceEmbedder.open(bundle, EmbeddingOptions.DEFAULT), metrics);
    }

    private void say(ModelId model, ModelState state) throws Exception {
        ModelRecord record = ModelRecords.state(model, state);
        produce(Topics.MODELS, model.toString(), record);
    }

    private <V extends SpecificRecord> void produce(Topic<V> topic, String key, V value)
            throws ExecutionException, InterruptedException {
        producer.send(new ProducerRecord<>(topic.in(prefix), bytes(key), avro.encoded(topic, value)))
                .get();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> embeddings() {
        return broker.committed(Topics.EMBEDDINGS, prefix);
    }

    private FaceEmbedding decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return avro.delegate.decode(Topics.EMBEDDINGS, record.value());
        } catch (BadRecordException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> partitionsOf(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::partition).distinct().toList();
    }

    /** The numbers of the faces that a model has embedded, as they lie in the topic. */
    private List<Long> numbers(List<ConsumerRecord<byte[], byte[]>> records, ModelId model) {
        return records.stream()
                .map(this::decode)
                .filter(e -> model.toString().equals(e.getModelId()))
                .map(FaceEmbedding::getNumber)
                .toList();
    }

    private List<Long> times(List<ConsumerRecord<byte[], byte[]>> records, ModelId model) {
        return timesBetween(records, model, 0, Long.MAX_VALUE);
    }

    private List<Long> timesBetween(
            List<ConsumerRecord<byte[], byte[]>> records, ModelId model, long from, long until) {
        return records.stream()
                .map(this::decode)
                .filter(e -> model.toString().equals(e.getModelId()))
                .map(e -> e.getTime().toEpochMilli())
                .filter(time -> time >= from && time < until)
                .toList();
    }

    private static List<Long> range(int count) {
        return consecutive(0, count);
    }

    private static List<Long> consecutive(long from, int count) {
        return LongStream.range(from, from + count).boxed().toList();
    }

    /** The faces between two clocks that name the same models are embedded with those, in their order. */
    private void clocksTellTheTruth(List<ConsumerRecord<byte[], byte[]>> records) {
        List<String> before = null;
        Map<Long, List<String>> between = new LinkedHashMap<>();
        int checked = 0;
        for (var record : records) {
            FaceEmbedding value = decode(record);
            if (value.getKind() == TrackRecordKind.FACE) {
                between.computeIfAbsent(value.getNumber(), n -> new ArrayList<>())
                        .add(value.getModelId());
            } else {
                if (value.getEmbeddedWith().equals(before)) {
                    assertThat(between.values()).containsOnly(before);
                    checked++;
                }
                before = value.getEmbeddedWith();
                between.clear();
            }
        }
        assertThat(checked).isPositive();
    }

    private static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Two cameras that see a face every 20 ms, and say their time after every fifth. */
    private final class Cameras implements AutoCloseable {
        private static final int FACES_PER_CLOCK = 5;

        private final Map<String, List<Long>> times = new ConcurrentHashMap<>();
        private final Thread thread = new Thread(this::run, "cameras");
        private final Crop.Builder face;
        private final List<Future<RecordMetadata>> sent = new ArrayList<>();
        private volatile boolean running = true;

        Cameras() {
            face = Crop.newBuilder(CropRecords.live(0, 1).value());
            times.put("door", new CopyOnWriteArrayList<>());
            times.put("lobby", new CopyOnWriteArrayList<>());
        }

        void start() {
            thread.start();
        }

        private void run() {
            try {
                for (int n = 0; running; n++) {
                    for (String camera : times.keySet()) {
                        long time = System.currentTimeMillis();
                        send(camera, Crop.newBuilder(face), n, time);
                        times.get(camera).add(time);
                        if (n % FACES_PER_CLOCK == 0) {
                            send(camera, Crop.newBuilder(CropRecords.clock(0).value()), n, time);
                        }
                    }
                    Thread.sleep(20);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void send(String camera, Crop.Builder crop, long number, long time) {
            Crop value = crop.setCameraId(camera)
                    .setNumber(number)
                    .setFrameId(camera + "/1/" + number)
                    .setTime(Instant.ofEpochMilli(time))
                    .build();
            sent.add(producer.send(
                    new ProducerRecord<>(Topics.CROPS.in(prefix), bytes(camera), avro.encoded(Topics.CROPS, value))));
        }

        void stop() {
            running = false;
            join(thread);
            for (Future<RecordMetadata> acknowledged : sent) {
                try {
                    acknowledged.get();
                } catch (ExecutionException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }

        int faces() {
            return times.values().stream().mapToInt(List::size).sum();
        }

        int facesOf(int partition) {
            return timesOf(partition).size();
        }

        List<Long> timesBetween(int partition, long from, long until) {
            return timesOf(partition).stream()
                    .filter(time -> time >= from && time < until)
                    .toList();
        }

        private List<Long> timesOf(int partition) {
            return times.entrySet().stream()
                    .filter(camera -> partitionOf(camera.getKey()) == partition)
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
        }

        private int partitionOf(String camera) {
            return BuiltInPartitioner.partitionForKey(bytes(camera), Topics.CROPS.partitions());
        }

        @Override
        public void close() {
            stop();
        }
    }

    /** What comes out, and when. */
    private final class Arrivals implements AutoCloseable {
        final List<FaceEmbedding> faces = new CopyOnWriteArrayList<>();
        private final Map<String, List<String>> lastClocks = new ConcurrentHashMap<>();
        private final List<Long> nanos = new CopyOnWriteArrayList<>();
        private final Thread thread = new Thread(this::run, "arrivals");
        private volatile boolean running = true;

        Arrivals() {
            thread.start();
        }

        private void run() {
            try (var consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.servers()),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                var partitions = consumer.partitionsFor(Topics.EMBEDDINGS.in(prefix)).stream()
                        .map(p -> new TopicPartition(p.topic(), p.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                while (running) {
                    for (var record : consumer.poll(Duration.ofMillis(20))) {
                        FaceEmbedding value = decode(record);
                        if (value.getKind() == TrackRecordKind.FACE) {
                            faces.add(value);
                        } else {
                            lastClocks.put(value.getCameraId(), value.getEmbeddedWith());
                        }
                        nanos.add(System.nanoTime());
                    }
                }
            }
        }

        int count(ModelId model) {
            return (int) faces.stream()
                    .filter(face -> face.getModelId().equals(model.toString()))
                    .count();
        }

        boolean lastClocksNameOnly() {
            return lastClocks.values().stream().allMatch(List.of(first.toString())::equals);
        }

        Duration longestGap() {
            long longest = 0;
            for (int i = 1; i < nanos.size(); i++) {
                longest = Math.max(longest, nanos.get(i) - nanos.get(i - 1));
            }
            return Duration.ofNanos(longest);
        }

        @Override
        public void close() {
            running = false;
            join(thread);
        }
    }

    /** Keeps its schemas; one topic's records cannot be read while the registry is said to be away for it. */
    private static final class RegistryThatMayBeAway implements AvroCodec {
        final InMemoryAvro delegate = new InMemoryAvro();
        volatile Topic<?> awayFor;

        <V extends SpecificRecord> byte[] encoded(Topic<V> topic, V value) {
            return delegate.encode(topic, value);
        }

        @Override
        public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
            return delegate.encode(topic, value);
        }

        @Override
        public <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes)
                throws BadRecordException, DependencyAwayException {
            if (topic.equals(awayFor)) {
                throw new DependencyAwayException("registry", "The registry does not answer", null);
            }
            return delegate.decode(topic, bytes);
        }
    }
}
