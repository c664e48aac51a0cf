package io.sightline.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.SharedAvro;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.From;
import io.sightline.operations.topics.TopicStore;
import io.sightline.operations.topics.TopicTail;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.AuditRecord;
import io.sightline.schemas.avro.Enrollment;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is done by the console, and what is written down of it. */
@ExtendWith(SharedBroker.class)
class DeedsIT {
    private static final String USERS = Endpoint.BASE + "/users";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static RunningConsole console;

    @BeforeAll
    static void start(LocalBroker broker) throws Exception {
        console = RunningConsole.start(broker);
        console.makeUsers();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    private static List<ConsumerRecord<byte[], byte[]>> auditOf(String subject) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> r : console.broker().committed(Topics.AUDIT, console.prefix())) {
            if (decoded(r).getSubject().equals(subject)) {
                found.add(r);
            }
        }
        return found;
    }

    static AuditRecord decoded(ConsumerRecord<byte[], byte[]> kafka) {
        return (AuditRecord) new SharedAvro.Reader().deserialize(kafka.topic(), kafka.value());
    }

    @Test
    void aChangeIsWrittenDownBeforeItIsMade() {
        Instant before = Instant.now();
        RunningConsole.addUser(console.signedIn(Role.ADMIN), "newcomer", Role.VIEWER);

        List<ConsumerRecord<byte[], byte[]>> audit = auditOf("newcomer");
        assertThat(audit).hasSize(1);
        AuditRecord deed = decoded(audit.get(0));
        assertThat(deed.getActor()).isEqualTo("admin");
        assertThat(deed.getAction()).isEqualTo("add-user");
        assertThat(deed.getAt()).isBetween(before.minusMillis(1), Instant.now());
        assertThat(deed.getRemoteAddress()).isEqualTo("127.0.0.1");
        assertThat(deed.getFailure()).isNull();
        long madeAt = console.broker().committed(Topics.CONSOLE_USERS, console.prefix()).stream()
                .filter(r -> new String(r.key(), ISO_8859_1).equals("newcomer"))
                .findFirst()
                .orElseThrow()
                .timestamp();
        assertThat(audit.get(0).timestamp()).isLessThanOrEqualTo(madeAt);
    }

    @Test
    void whatFailedIsWrittenDownToo() {
        Browser admin = console.signedIn(Role.ADMIN);
        admin.send("DELETE", USERS + "/admin", "").problem(409);

        List<AuditRecord> audit = auditOf("admin").stream()
                .map(DeedsIT::decoded)
                .filter(r -> r.getAction().equals("remove-user"))
                .toList();
        assertThat(audit).hasSize(2);
        assertThat(audit.get(0).getFailure()).isNull();
        assertThat(audit.get(1).getFailure()).contains("last admin");
        assertThat(audit.get(1).getDeedId()).isEqualTo(audit.get(0).getDeedId());
        JsonNode shown = admin.get(Endpoint.BASE + "/audit").json();
        assertThat(shown).anySatisfy(e -> {
            assertThat(e.get("action").asText()).isEqualTo("remove-user");
            assertThat(e.get("failure").asText()).contains("last admin");
        });
    }

    @Test
    void signingInIsWrittenDownWithoutSecretsAndNotAtAnyLength() {
        String name = "x".repeat(10_000);
        RunningConsole.signIn(console.browser(), name, "a guess that is secret").problem(401);

        List<ConsumerRecord<byte[], byte[]>> all = console.broker().committed(Topics.AUDIT, console.prefix());
        assertThat(all)
                .noneSatisfy(r -> assertThat(new String(r.value(), ISO_8859_1)).contains("secret"));
        assertThat(all)
                .noneSatisfy(r -> assertThat(new String(r.value(), ISO_8859_1)).contains(RunningConsole.PASSWORD));
        assertThat(all).allSatisfy(r -> assertThat(r.value().length).isLessThan(1_000));
        assertThat(auditOf("x".repeat(63))).hasSize(2);
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() throws Exception {
        Browser admin = console.signedIn(Role.ADMIN);
        String form = "{\"name\": \"ghost\", \"role\": \"ADMIN\", \"password\": \"" + RunningConsole.PASSWORD + "\"}";

        mostBytesOfAudit("1");
        admin.send("POST", USERS, form).problem(503);
        mostBytesOfAudit("1048588");

        assertThat(admin.get(USERS).json())
                .noneMatch(u -> u.get("name").asText().equals("ghost"));
        assertThat(console.broker().committed(Topics.CONSOLE_USERS, console.prefix()))
                .noneMatch(r -> new String(r.key(), ISO_8859_1).equals("ghost"));
        assertThat(admin.send("POST", USERS, form.replace("ADMIN", "VIEWER")).status())
                .isEqualTo(200);
    }

    private static void mostBytesOfAudit(String bytes) throws Exception {
        String topic = Topics.AUDIT.in(console.prefix());
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin kafka =
                Admin.create(Map.of("bootstrap.servers", console.broker().servers()))) {
            kafka.incrementalAlterConfigs(Map.of(
                            resource,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", bytes), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            Waiting.until("the broker goes by it", PATIENCE, () -> kafka.describeConfigs(List.of(resource))
                    .values()
                    .get(resource)
                    .get()
                    .get("max.message.bytes")
                    .value()
                    .equals(bytes));
        }
    }

    @Test
    void aScriptInANameComesBackAsText() throws Exception {
        String name = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";
        try (TopicStore topics = TopicStore.open(console.connection())) {
            topics.put(
                    Topics.PEOPLE, "person-1", new Person("person-1", PersonState.ACTIVE, name, null, Instant.now()));
        }
        Browser viewer = console.signedIn(Role.VIEWER);
        Waiting.until("the console has read it", PATIENCE, () -> !viewer.get(Endpoint.BASE + "/people")
                .json()
                .isEmpty());

        Answer people = viewer.get(Endpoint.BASE + "/people");

        assertThat(people.header("content-type")).hasValue("application/json");
        assertThat(people.header("x-content-type-options")).hasValue("nosniff");
        assertThat(people.json().get(0).get("name").asText()).isEqualTo(name);
    }

    @Test
    void aPictureThatIsTooLargeToDecodeIsRefusedByItselfAndTheOthersGoOn() throws Exception {
        CompletableFuture<List<Enrollment>> pipeline = CompletableFuture.supplyAsync(() -> answer(1));

        Answer answer = enrol("Anna", List.of(png(20_000, 20_000), smallPng(), "no picture".getBytes(ISO_8859_1)));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        JsonNode photos = answer.json().get("photos");
        assertThat(photos)
                .extracting(p -> p.get("outcome").asText())
                .containsExactly("UNREADABLE", "NO_FACE", "UNREADABLE");
        assertThat(photos.get(0).get("message").asText()).contains("20000", "px");
        assertThat(photos.get(0).get("isEnrolled").asBoolean()).isFalse();
        assertThat(pipeline.get()).hasSize(1);
    }

    @Test
    void aFormOfWhichNoPhotoCanBeReadMakesNobody() throws Exception {
        Answer answer = enrol("Berta", List.of(png(20_000, 20_000)));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("isKnownNow").asBoolean()).isFalse();
        assertThat(console.signedIn(Role.VIEWER).get(Endpoint.BASE + "/people").body())
                .doesNotContain("Berta");
    }

    /** Stands for the pipeline: finds no face on so many photos. */
    private static List<Enrollment> answer(int photos) {
        List<Enrollment> seen = new ArrayList<>();
        try (TopicStore topics = TopicStore.open(console.connection());
                TopicTail<Enrollment> tail = topics.tail(Topics.ENROLLMENTS, From.BEGINNING)) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (seen.size() < photos && System.nanoTime() < end) {
                for (Entry<Enrollment> entry : tail.poll(Duration.ofMillis(100))) {
                    Enrollment photo = entry.value();
                    seen.add(photo);
                    topics.put(
                            Topics.ENROLLMENT_RESULTS,
                            photo.getPersonId(),
                            EnrollmentResult.newBuilder()
                                    .setPersonId(photo.getPersonId())
                                    .setPhotoId(photo.getPhotoId())
                                    .setOutcome(EnrollmentOutcome.NO_FACE)
                                    .setMessage("There is no face on it")
                                    .setDecidedAt(Instant.now())
                                    .build());
                }
            }
        }
        return seen;
    }

    private static Answer enrol(String name, List<byte[]> photos) throws IOException {
        String boundary = "b" + UUID.randomUUID();
        var form = new ByteArrayOutputStream();
        form.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n" + name + "\r\n")
                .getBytes(ISO_8859_1));
        for (byte[] photo : photos) {
            form.writeBytes(("--" + boundary
                            + "\r\nContent-Disposition: form-data; name=\"photos\"; filename=\"../../photo.png\"\r\n"
                            + "Content-Type: image/png\r\n\r\n")
                    .getBytes(ISO_8859_1));
            form.writeBytes(photo);
            form.writeBytes("\r\n".getBytes(ISO_8859_1));
        }
        form.writeBytes(("--" + boundary + "--\r\n").getBytes(ISO_8859_1));
        return console.signedIn(Role.OPERATOR)
                .send(
                        "POST",
                        Endpoint.BASE + "/people/enrolments",
                        "multipart/form-data; boundary=" + boundary,
                        BodyPublishers.ofByteArray(form.toByteArray()));
    }

    private static byte[] smallPng() throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", bytes);
        return bytes.toByteArray();
    }

    /** A few bytes whose header promises so many pixels. */
    private static byte[] png(int width, int height) throws IOException {
        byte[] bytes = smallPng();
        ByteBuffer header = ByteBuffer.wrap(bytes);
        header.putInt(16, width).putInt(20, height);
        var crc = new CRC32();
        crc.update(bytes, 12, 17);
        header.putInt(29, (int) crc.getValue());
        return bytes;
    }

    @Test
    void theAuditIsReadPageByPage() {
        Browser admin = console.signedIn(Role.ADMIN);
        for (int i = 0; i < 6; i++) {
            RunningConsole.addUser(admin, "paged" + i, Role.VIEWER);
        }
        String audit = Endpoint.BASE + "/audit";
        List<JsonNode> all = new ArrayList<>();
        admin.get(audit + "?limit=1000").json().forEach(all::add);

        List<JsonNode> paged = new ArrayList<>();
        String before = "";
        for (int pages = 0; pages < all.size() + 1; pages++) {
            JsonNode page = admin.get(audit + "?limit=2" + before).json();
            if (page.isEmpty()) {
                break;
            }
            page.forEach(paged::add);
            before = "&before=" + page.get(page.size() - 1).get("at").asText();
        }

        assertThat(paged).containsExactlyElementsOf(all).hasSizeGreaterThan(6);
        assertThat(admin.get(audit + "?before=yesterday").problem(400)).contains("before is 'yesterday'");
        assertThat(admin.get(audit + "?limit=0").problem(400)).contains("limit is '0'");
    }
}
