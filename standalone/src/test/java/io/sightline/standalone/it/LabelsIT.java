package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.core.Embedding;
import io.sightline.core.kafka.DependencyMonitor;
import io.sightline.core.kafka.KafkaClients;
import io.sightline.matcher.MatcherService;
import io.sightline.matcher.MatcherSettings;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.faces.FaceReader;
import io.sightline.standalone.it.CommandProcess.Ended;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people say of events, as they type it, with a real matcher on a real broker. */
@Tag("full")
class LabelsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @SuppressWarnings("TimeInStaticInitializer") // recent, because topics forget what is old; the same for all cases
    private static final Instant START =
            Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.SECONDS);

    private static final Random RANDOM = new Random(5);
    private static final String MODEL =
            FaceReader.bundle(Distribution.locate(), "mobilefacenet-128").id().toString();

    @TempDir
    static Path folder;

    private static Backbone backbone;
    private static DependencyMonitor monitor;
    private static MatcherService matcher;
    private static TopicStore topics;
    private static TopicTail<IdentityEvent> tail;
    private static final List<IdentityEvent> EVENTS = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        backbone = Backbone.started(folder);
        topics = TopicStore.open(backbone.connection());
        tail = topics.tail(Topics.IDENTITY_EVENTS, From.BEGINNING);
        monitor = new DependencyMonitor(backbone.connection(), backbone.context);
        monitor.start();
        matcher = new MatcherService(
                MatcherSettings.defaultsFor(Distribution.locate().bundle("mobilefacenet-128"), folder.resolve("state")),
                backbone.connection(),
                backbone.context);
        matcher.start();
        Files.createDirectories(data());
        Files.writeString(
                data().resolve("running.json"),
                JSON.writeValueAsString(Map.of(
                        "pid", ProcessHandle.current().pid(),
                        "bootstrapServers", backbone.connection().kafka().get("bootstrap.servers"),
                        "registryUrl", backbone.connection().registry().url(),
                        "adminUrl", "http://127.0.0.1:1")));
        Backbone.await(() -> "ready: " + backbone.health.faults(), PATIENCE, () -> backbone.health.isReady());
    }

    @AfterAll
    static void stop() {
        tail.close();
        topics.close();
        matcher.close();
        monitor.close();
        backbone.close();
    }

    @Test
    void notThatPersonRetractsOnceAndTheFaceIsRememberedAndExplained() throws Exception {
        float[] ada = somebody();
        enrol("person-ada", "Ada", ada);
        IdentityEvent identified = play("lobby", 0, like(ada, 0.35), e -> e.getKind() == EventKind.IDENTIFIED);
        assertThat(identified.getPersonId()).isEqualTo("person-ada");

        Ended explained = run("explain", identified.getEventId());
        assertThat(explained.exitCode()).as(explained.printed()).isZero();
        assertThat(explained.printed()).contains("Ada (person-ada)").contains("the same figures");

        Ended denied = run("correct", identified.getEventId(), "--not", "--actor", "the porter");
        assertThat(denied.exitCode()).as(denied.printed()).isZero();
        assertThat(denied.printed()).contains("Not Ada").contains("lobby (");
        IdentityEvent retracted = await(e -> identified.getEventId().equals(e.getCorrects()));
        assertThat(retracted.getKind()).isEqualTo(EventKind.RETRACTED);
        assertThat(retracted.getFormerPersonId()).isEqualTo("person-ada");

        Ended again = run("correct", identified.getEventId(), "--not");
        assertThat(again.exitCode()).as(again.printed()).isEqualTo(3);

        Ended correction = run("explain", retracted.getEventId());
        assertThat(correction.printed())
                .contains("said by the porter")
                .contains("The event that it is about, " + identified.getEventId());

        Ended ofCorrection = run("correct", retracted.getEventId(), "--not");
        assertThat(ofCorrection.exitCode()).as(ofCorrection.printed()).isEqualTo(2);
        assertThat(ofCorrection.printed()).contains("is a correction itself").contains(identified.getEventId());
    }

    @Test
    void whoIsNamedIsCorrectedOnAllCamerasAndKnownFromThenOn() throws Exception {
        float[] grace = somebody();
        String key = null;
        List<String> cameras = List.of("hall", "stairs", "yard");
        for (int i = 0; i < cameras.size(); i++) {
            IdentityEvent seen = play(cameras.get(i), 60 * (i + 1), like(grace, 0.35), e -> e.getAnonymousId() != null);
            assertThat(key == null || key.equals(seen.getAnonymousId()))
                    .as("one key on all cameras")
                    .isTrue();
            key = seen.getAnonymousId();
        }
        String anon = key;

        Ended clusters = run("clusters", "--json");
        assertThat(clusters.exitCode()).as(clusters.printed()).isZero();
        assertThat(json(clusters)).anySatisfy(c -> {
            assertThat(c.get("keys").toString()).contains(anon);
            assertThat(c.get("sightings").asInt()).isEqualTo(3);
            assertThat(c.get("cameras").toString()).isEqualTo("[\"hall\",\"stairs\",\"yard\"]");
        });

        Ended named = run("name", anon, "Grace Hopper", "--consent", "spoken", "--id", "name-grace");
        assertThat(named.exitCode()).as(named.printed()).isZero();
        assertThat(named.printed()).contains("hall (").contains("stairs (").contains("yard (");
        for (String camera : cameras) {
            IdentityEvent corrected = await(e -> e.getCameraId().equals(camera) && e.getKind() == EventKind.CORRECTED);
            assertThat(corrected.getFormerAnonymousId()).isEqualTo(anon);
            assertThat(corrected.getPersonId()).startsWith("person-");
        }
        Ended again = run("name", anon, "Grace Hopper", "--consent", "spoken", "--id", "name-grace");
        assertThat(again.exitCode()).as(again.printed()).isEqualTo(3);
        assertThat(again.printed()).contains("it was so before");
        Ended taken = run("name", "anon-0123456789ab", "Grace Hopper");
        assertThat(taken.exitCode()).as(taken.printed()).isEqualTo(2);
        assertThat(taken.printed()).contains("The name 'Grace Hopper' exists");

        IdentityEvent later = play("hall", 600, like(grace, 0.35), e -> e.getKind() == EventKind.IDENTIFIED);
        assertThat(later.getPersonId()).startsWith("person-");
    }

    @Test
    void aStrangersEventThatIsSomebodyEnrolledTakesAllTheStrangersEventsWithIt() throws Exception {
        enrol("person-mary", "Mary", somebody());
        float[] face = somebody();
        IdentityEvent first = play("gate", 60, like(face, 0.35), e -> e.getAnonymousId() != null);
        IdentityEvent second = play("barn", 120, like(face, 0.35), e -> e.getAnonymousId() != null);
        assertThat(second.getAnonymousId()).isEqualTo(first.getAnonymousId());

        Ended corrected = run("correct", first.getEventId(), "--is", "Mary");

        assertThat(corrected.exitCode()).as(corrected.printed()).isZero();
        assertThat(corrected.printed())
                .contains("all events of this unknown follow")
                .contains("barn (")
                .contains("gate (");
        Ended nobody = run("correct", first.getEventId(), "--is", "Marie");
        assertThat(nobody.exitCode()).as(nobody.printed()).isEqualTo(2);
        assertThat(nobody.printed()).contains("Nobody is called 'Marie'").contains("./sightline enroll");
    }

    @Test
    void whatIsNotThereIsAnsweredInASentence() throws Exception {
        Ended event = run("correct", "lobby/1/2/3.4/IDENTIFIED/9", "--not");
        assertThat(event.exitCode()).as(event.printed()).isEqualTo(2);
        assertThat(event.printed())
                .contains("There is no event lobby/1/2/3.4/IDENTIFIED/9")
                .doesNotContain("\tat ");

        Ended key = run("name", "anon-00000000dead", "Nobody");
        assertThat(key.exitCode()).as(key.printed()).isEqualTo(3);
        assertThat(key.printed()).contains("Nobody is not kept").doesNotContain("\tat ");
        assertThat(topics.latest(Topics.PEOPLE).values())
                .noneMatch(p -> "Nobody".equals(p.value().getName()));
    }

    private static Path data() {
        return folder.resolve("data");
    }

    private static Ended run(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--data", data().toString()));
        return CommandProcess.run(folder, PATIENCE, line.toArray(String[]::new));
    }

    private static List<JsonNode> json(Ended ended) throws Exception {
        List<JsonNode> lines = new ArrayList<>();
        for (String line :
                ended.printed().lines().filter(l -> l.startsWith("{")).toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    private static void enrol(String personId, String name, float[] face) throws Exception {
        topics.put(Topics.PEOPLE, personId, new Person(personId, PersonState.ACTIVE, name, null, START));
        GalleryEntry entry = GalleryEntry.newBuilder()
                .setPersonId(personId)
                .setTemplateId("photo-1")
                .setModelId(MODEL)
                .setVector(Embedding.normalised(face).toBytes())
                .setQuality(0.9f)
                .setEnrolledAt(START)
                .build();
        int before = templates();
        topics.put(Topics.GALLERY, personId + "/photo-1/" + MODEL, entry);
        Backbone.await("the matcher knows " + name, PATIENCE, () -> templates() > before);
    }

    private static int templates() {
        return (int) backbone.metrics
                .get("sightline.matcher.gallery.templates")
                .gauge()
                .value();
    }

    /** One track of five faces; the first event of it that is as wished. */
    private static IdentityEvent play(String camera, int second, float[] likeness, Predicate<IdentityEvent> wished)
            throws Exception {
        // As ingest does it: the first picture is taken a moment before the epoch.
        long epoch = START.plusSeconds(second).plusMillis(17).toEpochMilli();
        String track = camera + "/" + epoch + "/" + second * 10 + "/4.5";
        for (int i = 0; i < 5; i++) {
            long number = second * 10L + i;
            String frame = camera + "/" + epoch + "/" + number;
            put(FaceEmbedding.newBuilder()
                    .setKind(TrackRecordKind.FACE)
                    .setPurpose(Purpose.LIVE)
                    .setCameraId(camera)
                    .setTime(START.plusSeconds(second).plusMillis(200L * i))
                    .setFrameId(frame)
                    .setEpoch(epoch)
                    .setNumber(number)
                    .setTrackId(track)
                    .setFace(new Face(
                            frame + "/4.5",
                            new Box(10f, 10f, 80f, 80f),
                            0.99f,
                            List.of(),
                            new FaceQuality(0.7f, 80f, 50f, 0f, 0f, 0f, 120f, List.of())))
                    .setModelId(MODEL)
                    .setVector(Embedding.normalised(like(likeness, 0.05)).toBytes())
                    .setCrop(new CropRef(0, number))
                    .build());
        }
        return await(e -> e.getTrackId().equals(track) && wished.test(e));
    }

    private static void put(FaceEmbedding record) throws Exception {
        try (var codec = backbone.codec();
                var producer = new KafkaClients(backbone.connection()).producer("test")) {
            producer.send(new ProducerRecord<>(
                            Topics.EMBEDDINGS.in(""),
                            null,
                            record.getTime().toEpochMilli(),
                            record.getCameraId().getBytes(StandardCharsets.UTF_8),
                            codec.encode(Topics.EMBEDDINGS, record)))
                    .get();
        }
    }

    private static IdentityEvent await(Predicate<IdentityEvent> wished) throws InterruptedException {
        Backbone.await(
                () -> "the event is told, among "
                        + EVENTS.stream().map(IdentityEvent::getEventId).toList(),
                PATIENCE,
                () -> {
                    tail.poll(Duration.ofMillis(100)).stream().map(Entry::value).forEach(EVENTS::add);
                    return EVENTS.stream().anyMatch(wished);
                });
        return EVENTS.stream().filter(wished).findFirst().orElseThrow();
    }

    private static float[] somebody() {
        float[] raw = new float[128];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) RANDOM.nextGaussian();
        }
        return Embedding.normalised(raw).values();
    }

    /** A face with so much of something else in it. */
    private static float[] like(float[] face, double share) {
        float[] other = somebody();
        float[] mixed = new float[face.length];
        for (int i = 0; i < face.length; i++) {
            mixed[i] = (float) (face[i] + share * other[i]);
        }
        return Embedding.normalised(mixed).values();
    }
}
