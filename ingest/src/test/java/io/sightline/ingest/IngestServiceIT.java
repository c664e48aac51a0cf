package io.sightline.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.Zone;
import io.sightline.core.Zones;
import io.sightline.core.kafka.DeadLetter;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.core.service.Connection;
import io.sightline.core.service.Health;
import io.sightline.core.service.RegistryConfig;
import io.sightline.core.service.ServiceContext;
import io.sightline.core.testkit.InMemoryAvro;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CameraHealth;
import io.sightline.schemas.avro.CameraSettings;
import io.sightline.schemas.avro.Frame;
import io.sightline.schemas.avro.FrameKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole service on a real broker; only the schema registry is a list. */
class IngestServiceIT {
    private static final Duration BOUND = Duration.ofSeconds(30);

    private static final Zones LEFT_HALF = new Zones(List.of(new Zone(
            "left half",
            Zone.Purpose.LOOK,
            List.of(new Zone.Corner(0, 0), new Zone.Corner(0.5, 0), new Zone.Corner(0.5, 1), new Zone.Corner(0, 1)))));

    @TempDir
    Path folder;

    private final InMemoryAvro avro = new InMemoryAvro();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Health health = new Health();
    private final List<Throwable> bugs = new ArrayList<>();
    private final List<IngestService> services = new ArrayList<>();
    private LocalBroker broker;
    private Connection connection;

    @BeforeEach
    void prepare() {
        broker = new LocalBroker(folder);
        connection = new Connection(
                Map.of(
                        "bootstrap.servers", broker.servers(),
                        "producer.max.block.ms", "1000",
                        "producer.request.timeout.ms", "1000",
                        "producer.delivery.timeout.ms", "2000",
                        "reconnect.backoff.max.ms", "200"),
                new RegistryConfig("http://127.0.0.1:1", Map.of()),
                "");
    }

    @AfterEach
    void stopAll() {
        services.forEach(IngestService::close);
        broker.close();
        assertThat(bugs).isEmpty();
    }

    private IngestService start(Map<String, CameraConfig> cameras, boolean followTopic) {
        IngestSettings plain = IngestSettings.of(cameras);
        var settings = new IngestSettings(
                cameras,
                followTopic,
                plain.openTimeout(),
                plain.stallTimeout(),
                plain.reconnectFirst(),
                Duration.ofSeconds(1),
                plain.stillInterval(),
                plain.motionHold(),
                plain.motionThreshold(),
                plain.motionCells(),
                10,
                "",
                Optional.empty());
        var service = new IngestService(settings, connection, new ServiceContext(metrics, health, bugs::add), avro);
        services.add(service);
        service.start();
        return service;
    }

    private static CameraConfig looped() {
        return CameraConfig.of(TestClips.mp4(50).toString()).withLoop(true).withFramesPerSecond(10);
    }

    private List<Frame> frames(String camera) throws Exception {
        List<Frame> frames = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> r : broker.committed(Topics.FRAMES, "")) {
            if (new String(r.key(), StandardCharsets.UTF_8).equals(camera)) {
                frames.add(avro.decode(Topics.FRAMES, r.value()));
            }
        }
        return frames;
    }

    private List<CameraHealth> health(String camera) throws Exception {
        List<CameraHealth> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> r : broker.committed(Topics.CAMERA_HEALTH, "")) {
            if (new String(r.key(), StandardCharsets.UTF_8).equals(camera)) {
                records.add(avro.decode(Topics.CAMERA_HEALTH, r.value()));
            }
        }
        return records;
    }

    private static List<Frame> only(FrameKind kind, List<Frame> frames) {
        return frames.stream().filter(f -> f.getKind() == kind).toList();
    }

    private double published(String camera) {
        Counter counter = metrics.find("sightline.ingest.frames.published")
                .tag("camera", camera)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    @Test
    void picturesAndTimeArriveInOrder() throws Exception {
        broker.start();
        broker.createTopics("");
        IngestService service = start(Map.of("yard", looped()), false);
        Waiting.until("pictures", BOUND, () -> published("yard") >= 25);
        assertThat(health.isReady()).isTrue();
        service.close();

        List<Frame> all = frames("yard");
        List<Frame> pictures = only(FrameKind.PICTURE, all);
        assertThat(all).extracting(Frame::getCapturedAt).isSorted();
        assertThat(pictures)
                .extracting(Frame::getNumber)
                .containsExactlyElementsOf(IntStream.range(0, pictures.size())
                        .mapToObj(i -> (long) i)
                        .toList());
        Instant first = pictures.get(0).getCapturedAt();
        Instant last = pictures.get(pictures.size() - 1).getCapturedAt();
        assertThat(Duration.between(first, last).toMillis() / (double) (pictures.size() - 1))
                .isBetween(90.0, 125.0);
        assertThat(only(FrameKind.CAMERA_TIME, all).size())
                .isBetween((int) Duration.between(first, last).toSeconds(), 60);
        assertThat(broker.committed(Topics.FRAMES, ""))
                .allMatch(r -> new String(r.headers().lastHeader("traceparent").value(), StandardCharsets.US_ASCII)
                        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"));
    }

    @Test
    void aBrokerThatIsAwayAtStartAndInTheMiddleIsWaitedFor() throws Exception {
        start(Map.of("yard", looped()), false);
        Waiting.until("the camera runs", BOUND, () -> health.component("camera/yard")
                .fault()
                .isEmpty());
        Waiting.until("unready", BOUND, () -> !health.isReady());

        broker.start();
        broker.createTopics("");
        Waiting.until("pictures", BOUND, () -> published("yard") > 5 && health.isReady());

        broker.stop();
        Waiting.until("unready", BOUND, () -> !health.isReady());
        Waiting.until(
                "the oldest are dropped",
                BOUND,
                () -> metrics.get("sightline.ingest.frames.dropped")
                                .tag("camera", "yard")
                                .tag("reason", "buffer_full")
                                .counter()
                                .count()
                        > 5);
        assertThat(health.component("camera/yard").fault()).isEmpty();

        double before = published("yard");
        broker.start();
        Waiting.until("pictures again", BOUND, () -> published("yard") > before + 10 && health.isReady());
        assertThat(frames("yard")).extracting(Frame::getCapturedAt).isSorted();
        assertThat(only(FrameKind.PICTURE, frames("yard")))
                .extracting(Frame::getNumber)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void anotherRunGoesOnInTimeWithAGreaterEpoch() throws Exception {
        broker.start();
        broker.createTopics("");
        IngestService first = start(Map.of("yard", looped()), false);
        Waiting.until("pictures", BOUND, () -> published("yard") > 5);
        first.close();
        int before = frames("yard").size();
        long firstEpoch = frames("yard").get(0).getEpoch();

        start(Map.of("yard", looped()), false);
        Waiting.until("more pictures", BOUND, () -> frames("yard").size() > before + 5);
        List<Frame> all = frames("yard");
        assertThat(all).extracting(Frame::getCapturedAt).isSorted();
        assertThat(all.get(all.size() - 1).getEpoch()).isGreaterThan(firstEpoch);
    }

    @Test
    void camerasComeChangeAndGoByTheTopic() throws Exception {
        broker.start();
        broker.createTopics("");
        start(Map.of("fixed", looped()), true);
        try (Producer<byte[], byte[]> producer = new KafkaClients(connection).producer("test")) {
            put(producer, "yard", settings("yard", TestClips.mp4(50).toString()));
            put(producer, "bad", settings("bad", "rtsp://admin:m4rked@127.0.0.1:1/x"));
            put(producer, "fixed", settings("fixed", "/nowhere.mp4"));
            producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), bytes("junk"), bytes("not avro")))
                    .get();

            Waiting.until("the new camera's pictures", BOUND, () -> published("yard") > 5);
            Waiting.until("the fixed one's pictures", BOUND, () -> published("fixed") > 5);
            Waiting.until(
                    "the bad one says why",
                    BOUND,
                    () -> health.component("camera/bad").fault().orElse("").contains("password in plain text"));
            assertThat(health.component("camera/bad").fault().orElseThrow()).doesNotContain("m4rked");
            assertThat(health.isReady()).isTrue();
            Waiting.until("junk is dead-lettered", BOUND, () -> !broker.committed(Topics.DEAD_LETTERS, "")
                    .isEmpty());
            ConsumerRecord<byte[], byte[]> letter =
                    broker.committed(Topics.DEAD_LETTERS, "").get(0);
            assertThat(letter.value()).isEqualTo(bytes("not avro"));
            assertThat(letter.headers().lastHeader(DeadLetter.REASON).value()).isEqualTo(bytes("NOT_AVRO"));
            assertThat(letter.headers().lastHeader(DeadLetter.TOPIC).value()).isEqualTo(bytes("cameras"));

            CameraSettings withZones = settings("yard", TestClips.mp4(50).toString());
            withZones.setZones(LEFT_HALF.toAvro());
            put(producer, "yard", withZones);
            Waiting.until("pictures carry the zones", BOUND, () -> only(FrameKind.PICTURE, frames("yard")).stream()
                    .anyMatch(f -> f.getZones().equals(LEFT_HALF.toAvro())));
            assertThat(health("yard"))
                    .as("not opened anew")
                    .extracting(CameraHealth::getUp)
                    .containsExactly(true);

            put(producer, "yard", settings("yard", "/nowhere.mp4"));
            Waiting.until(
                    "the change counts",
                    BOUND,
                    () -> health.component("camera/yard").fault().orElse("").contains("no such file"));

            producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), bytes("yard"), null))
                    .get();
            Waiting.until("it is gone", BOUND, () -> !health.components().containsKey("camera/yard"));
            Waiting.until("its last word", BOUND, () -> {
                List<Frame> all = frames("yard");
                return "The camera was removed".equals(all.get(all.size() - 1).getCameraFault());
            });
            Waiting.until("its health is told to its end", BOUND, () -> {
                List<String> faults = health("yard").stream()
                        .map(h -> h.getUp() ? "up" : h.getFault())
                        .toList();
                return faults.get(0).equals("up")
                        && faults.get(faults.size() - 1).equals("The camera was removed")
                        && faults.stream().anyMatch(f -> f.contains("no such file"));
            });
        }
    }

    @Test
    void onlyWhatTheTopicSaysLastCountsAtTheStart() throws Exception {
        broker.start();
        broker.createTopics("");
        try (Producer<byte[], byte[]> producer = new KafkaClients(connection).producer("test")) {
            put(producer, "gone", settings("gone", TestClips.mp4(50).toString()));
            put(producer, "yard", settings("yard", "/nowhere.mp4"));
            producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), bytes("yard"), bytes("not avro")))
                    .get();
            producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), bytes("gone"), null))
                    .get();
            put(producer, "yard", settings("yard", TestClips.mp4(50).toString()));
        }

        start(Map.of(), true);
        Waiting.until("pictures", BOUND, () -> published("yard") > 5);

        assertThat(frames("gone")).isEmpty(); // not even a last word
        assertThat(frames("yard"))
                .noneMatch(f -> String.valueOf(f.getCameraFault()).contains("nowhere"));
        assertThat(metrics.get("sightline.ingest.camera.faults").counter().count())
                .isZero();
        assertThat(broker.committed(Topics.DEAD_LETTERS, "")).isEmpty();
    }

    private void put(Producer<byte[], byte[]> producer, String id, CameraSettings settings) throws Exception {
        producer.send(new ProducerRecord<>(Topics.CAMERAS.name(), bytes(id), avro.encode(Topics.CAMERAS, settings)))
                .get();
    }

    private static CameraSettings settings(String id, String source) {
        return CameraSettings.newBuilder()
                .setCameraId(id)
                .setSource(source)
                .setLoop(true)
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
