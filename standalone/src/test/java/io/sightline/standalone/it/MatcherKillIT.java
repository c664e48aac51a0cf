package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.BoundingBox;
import io.sightline.core.Embedding;
import io.sightline.core.FrameId;
import io.sightline.core.kafka.AvroCodec;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.StrangerEntry;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.standalone.local.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The matcher is killed again and again while it works; the log of its events does not show it. */
@Tag("full")
class MatcherKillIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EMBEDDINGS = 20_000;
    private static final int KILLS = 20;
    private static final int CAMERAS = 24;
    private static final int ENROLLED = 6;
    private static final int KNOWN_STRANGERS = 3;
    private static final int DIMENSION = 128;
    /** Recent, because the topics forget what is old. */
    @SuppressWarnings("TimeInStaticInitializer") // both runs of one test must have the same
    private static final Instant START = Instant.now().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS);

    private static final String MODEL =
            FaceReader.bundle(Distribution.locate(), "mobilefacenet-128").id().toString();

    @TempDir
    Path folder;

    @Test
    void theLogIsThatOfAnUndisturbedRun() throws Exception {
        List<FaceEmbedding> stream = stream();

        List<List<String>> calm = run("calm", stream, List.of());
        List<List<String>> killed = run("killed", stream, momentsOfDeath());

        assertThat(calm.stream().mapToInt(List::size).sum()).as("events").isGreaterThan(2_000);
        for (int partition = 0; partition < calm.size(); partition++) {
            assertThat(killed.get(partition)).as("partition %d", partition).isEqualTo(calm.get(partition));
        }
    }

    private static List<Integer> momentsOfDeath() {
        long seed = System.nanoTime();
        System.out.println("Moments of death: seed " + seed);
        Random random = new Random(seed);
        List<Integer> moments = new ArrayList<>();
        for (int i = 0; i < KILLS; i++) {
            moments.add(i * (EMBEDDINGS / KILLS) + random.nextInt(EMBEDDINGS / KILLS - 100));
        }
        return moments;
    }

    /**
     * Runs the whole stream through a matcher of its own process, on a broker of its own.
     *
     * @param deaths how many records are done with when the matcher is killed
     * @return per partition the committed events: timestamp, key and value, byte for byte
     */
    private List<List<String>> run(String name, List<FaceEmbedding> stream, List<Integer> deaths) throws Exception {
        Path home = Files.createDirectories(folder.resolve(name));
        try (Backbone backbone = Backbone.started(home)) {
            loadGallery(backbone);
            int adminPort = Ports.free();
            CommandProcess matcher = startMatcher(backbone, home, adminPort);
            try (AvroCodec codec = backbone.codec();
                    Producer<byte[], byte[]> producer = new KafkaClients(backbone.connection()).producer("test");
                    Admin admin = new KafkaClients(backbone.connection()).admin()) {
                awaitReady(adminPort, matcher);
                assertThat(metrics(adminPort))
                        .contains("sightline_matcher_gallery_templates " + ENROLLED + ".0")
                        .contains("sightline_matcher_strangers_templates " + KNOWN_STRANGERS + ".0");
                int sent = 0;
                for (int death : deaths) {
                    // Somewhat ahead of the moment, so that it dies with work in its hands.
                    sent = send(stream, sent, Math.min(stream.size(), death + 400), codec, producer);
                    awaitDone(admin, death, matcher);
                    matcher.handle().destroyForcibly();
                    matcher.close();
                    matcher = startMatcher(backbone, home, adminPort);
                }
                send(stream, sent, stream.size(), codec, producer);
                awaitDone(admin, stream.size(), matcher);
                return log(backbone, codec);
            } finally {
                matcher.close();
            }
        }
    }

    private static int send(
            List<FaceEmbedding> stream, int from, int to, AvroCodec codec, Producer<byte[], byte[]> producer)
            throws Exception {
        for (int i = from; i < to; i++) {
            FaceEmbedding record = stream.get(i);
            var unused = producer.send(new ProducerRecord<>(
                    Topics.EMBEDDINGS.in(""),
                    null,
                    record.getTime().toEpochMilli(),
                    record.getCameraId().getBytes(StandardCharsets.UTF_8),
                    codec.encode(Topics.EMBEDDINGS, record)));
        }
        producer.flush();
        return Math.max(from, to);
    }

    private static void awaitDone(Admin admin, int records, CommandProcess matcher) throws Exception {
        try {
            Backbone.await("record " + records + " is done with", PATIENCE, () -> doneWith(admin) >= records);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ", but " + doneWith(admin) + ": " + matcher.printed(), e);
        }
    }

    private static long doneWith(Admin admin) {
        try {
            return admin.listConsumerGroupOffsets("matcher").partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .filter(e -> e.getKey().topic().equals(Topics.EMBEDDINGS.in("")) && e.getValue() != null)
                    .map(Map.Entry::getValue)
                    .mapToLong(OffsetAndMetadata::offset)
                    .sum();
        } catch (Exception e) {
            return 0;
        }
    }

    private static List<List<String>> log(Backbone backbone, AvroCodec codec) throws Exception {
        Map<Integer, List<String>> log = new TreeMap<>();
        for (int partition = 0; partition < Topics.IDENTITY_EVENTS.partitions(); partition++) {
            log.put(partition, new ArrayList<>());
        }
        Map<String, Long> sequences = new HashMap<>();
        List<EventKind> kinds = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                backbone.read(Topics.IDENTITY_EVENTS, Integer.MAX_VALUE, Duration.ofSeconds(10))) {
            IdentityEvent event = codec.decode(Topics.IDENTITY_EVENTS, record.value());
            long sequence = sequences.merge(event.getCameraId(), 1L, Long::sum);
            assertThat(event.getSequence()).as(event.getEventId()).isEqualTo(sequence);
            kinds.add(event.getKind());
            log.get(record.partition())
                    .add(record.timestamp() + " " + Arrays.toString(record.key()) + " " + event + " "
                            + Arrays.toString(record.value()));
        }
        assertThat(kinds).contains(EventKind.APPEARED, EventKind.IDENTIFIED, EventKind.UPDATED, EventKind.LEFT);
        return List.copyOf(log.values());
    }

    private CommandProcess startMatcher(Backbone backbone, Path home, int adminPort) throws IOException {
        Path root = Path.of("..").toAbsolutePath().normalize();
        return CommandProcess.start(
                home,
                root,
                List.of(
                        "matcher",
                        "--config",
                        root.resolve("docs/examples/matcher.yml").toString()),
                Map.of(
                        "SIGHTLINE_KAFKA_BOOTSTRAP_SERVERS",
                        backbone.connection().kafka().get("bootstrap.servers"),
                        "SIGHTLINE_REGISTRY_URL",
                        backbone.connection().registry().url(),
                        "SIGHTLINE_ADMIN_PORT",
                        Integer.toString(adminPort),
                        "SIGHTLINE_MATCHER_STATE_DIR",
                        home.resolve("state").toString()));
    }

    private static void awaitReady(int adminPort, CommandProcess matcher) throws Exception {
        try {
            Backbone.await("the matcher is ready", PATIENCE, () -> ready(adminPort));
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + matcher.printed(), e);
        }
    }

    private static boolean ready(int port) {
        try {
            return get(port, "/readyz").startsWith("200");
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    private static String metrics(int port) throws IOException {
        return get(port, "/metrics");
    }

    private static String get(int port, String path) throws IOException {
        try {
            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void loadGallery(Backbone backbone) throws Exception {
        for (int who = 0; who < ENROLLED; who++) {
            GalleryEntry entry = GalleryEntry.newBuilder()
                    .setPersonId("person-" + who)
                    .setTemplateId("photo")
                    .setModelId(MODEL)
                    .setVector(picture(who, 0.2, 1).toBytes())
                    .setQuality(0.9f)
                    .setEnrolledAt(START)
                    .build();
            backbone.produce(Topics.GALLERY, "person-" + who + "/photo/" + MODEL, entry);
        }
        for (int i = 0; i < KNOWN_STRANGERS; i++) {
            String key = "anon-00000000000" + i;
            StrangerEntry entry = StrangerEntry.newBuilder()
                    .setAnonymousId(key)
                    .setTrackId("before")
                    .setModelId(MODEL)
                    .setVector(picture(ENROLLED + i, 0.2, 1).toBytes())
                    .setQuality(0.9f)
                    .setCameraId("gate")
                    .setKnownSince(START.minusSeconds(3600))
                    .setSeenAt(START.minusSeconds(3600))
                    .build();
            backbone.produce(Topics.STRANGERS, key + "/before/" + MODEL, entry);
        }
    }

    /** People, known and new strangers who come and go before all cameras at once. */
    private static List<FaceEmbedding> stream() {
        Random random = new Random(5);
        List<FaceEmbedding> stream = new ArrayList<>();
        Map<Integer, Integer> whoIsThere = new HashMap<>();
        Map<Integer, String> tracks = new HashMap<>();
        int newStrangers = 1000;
        for (int second = 0; stream.size() < EMBEDDINGS; second++) {
            for (int camera = 0; camera < CAMERAS && stream.size() < EMBEDDINGS; camera++) {
                String cameraId = "camera-" + camera;
                Instant time = START.plusMillis(1000L * second + camera);
                FrameId frame = new FrameId(cameraId, START.toEpochMilli(), second);
                if (!whoIsThere.containsKey(camera)) {
                    if (random.nextInt(3) > 0) {
                        stream.add(clock(cameraId, second, time));
                        continue;
                    }
                    int who = random.nextInt(ENROLLED + KNOWN_STRANGERS + 3);
                    // A new stranger comes once: whether others know them already would depend on who is faster.
                    whoIsThere.put(camera, who < ENROLLED + KNOWN_STRANGERS ? who : newStrangers++);
                    tracks.put(camera, frame + "/1.1");
                }
                if (random.nextInt(6) == 0) {
                    stream.add(record(TrackRecordKind.TRACK_ENDED, cameraId, second, time)
                            .setTrackId(tracks.get(camera))
                            .build());
                    whoIsThere.remove(camera);
                } else {
                    stream.add(face(frame, time, tracks.get(camera), whoIsThere.get(camera), random));
                }
            }
        }
        return stream;
    }

    private static FaceEmbedding face(FrameId frame, Instant time, String trackId, int who, Random random) {
        BoundingBox box = new BoundingBox(100, 50, 80, 80);
        float quality = random.nextFloat();
        return record(TrackRecordKind.FACE, frame.cameraId(), frame.number(), time)
                .setFrameId(frame.toString())
                .setTrackId(trackId)
                .setFace(new Face(
                        frame.faceId(box),
                        box.toAvro(),
                        0.99f,
                        List.of(),
                        new FaceQuality(quality, 80f, 200f, 0f, 0f, 0f, 128f, List.of())))
                .setModelId(MODEL)
                .setVector(picture(who, 0.2 + 0.5 * random.nextDouble(), random.nextLong())
                        .toBytes())
                .setCrop(new CropRef(0, frame.number()))
                .build();
    }

    private static FaceEmbedding clock(String cameraId, long number, Instant time) {
        return record(TrackRecordKind.CAMERA_TIME, cameraId, number, time).build();
    }

    private static FaceEmbedding.Builder record(TrackRecordKind kind, String cameraId, long number, Instant time) {
        return FaceEmbedding.newBuilder()
                .setKind(kind)
                .setPurpose(Purpose.LIVE)
                .setCameraId(cameraId)
                .setTime(time)
                .setEpoch(START.toEpochMilli())
                .setNumber(number);
    }

    /** A face of somebody, about {@code distance} from what they look like on average. */
    private static Embedding picture(int who, double distance, long seed) {
        double cosine = 1 - distance * distance / 2;
        double radius = Math.sqrt(1 / (cosine * cosine) - 1);
        float[] sum = Embedding.normalised(gaussian(new Random(1000 + who), 1)).values();
        float[] noise = gaussian(new Random(31 * seed + who), radius / Math.sqrt(DIMENSION));
        for (int i = 0; i < sum.length; i++) {
            sum[i] += noise[i];
        }
        return Embedding.normalised(sum);
    }

    private static float[] gaussian(Random random, double deviation) {
        float[] values = new float[DIMENSION];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }
}
