package io.sightline.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sightline.console.api.Role;
import io.sightline.console.http.Endpoint;
import io.sightline.console.testkit.Answer;
import io.sightline.console.testkit.Browser;
import io.sightline.console.testkit.SharedBroker;
import io.sightline.core.Embedding;
import io.sightline.core.service.Connection;
import io.sightline.core.testkit.LocalBroker;
import io.sightline.core.testkit.Waiting;
import io.sightline.operations.backup.GalleryBackups;
import io.sightline.operations.backup.GalleryRestore;
import io.sightline.operations.backup.Restored;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.RecordsByPlace;
import io.sightline.operations.topics.RecordsByPlace.Place;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.AuditRecord;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Point;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Backup and restore, from one system into another and into itself. */
@ExtendWith(SharedBroker.class)
class GalleryIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BACKUP = Endpoint.BASE + "/gallery/backup";
    private static final String RESTORE = Endpoint.BASE + "/gallery/restore";
    static final String FORMER = "a@1+000000000000";
    static final String LATTER = "b@1+111111111111";
    static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

    private static RunningConsole console;
    private static LocalBroker broker;

    @BeforeAll
    static void start(LocalBroker shared) throws Exception {
        broker = shared;
        console = RunningConsole.start(broker);
        console.makeUsers();
        try (TopicStore topics = TopicStore.open(console.connection())) {
            enrol(topics, "person-ada", "Ada", 2, Color.RED);
            enrol(topics, "person-ben", "Ben", 1, Color.BLUE);
            topics.put(Topics.PEOPLE, "person-gone", new Person("person-gone", PersonState.ERASED, null, null, NOON));
        }
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    static void enrol(TopicStore topics, String id, String name, int photos, Color colour) {
        topics.put(Topics.PEOPLE, id, new Person(id, PersonState.ACTIVE, name, "agreed", NOON));
        for (int photo = 1; photo <= photos; photo++) {
            String templateId = "photo-" + name + photo;
            Place place = topics.putAll(Topics.CROPS, List.of(Map.entry(id, crop(id, templateId, colour))))
                    .get(0);
            for (String model : List.of(FORMER, LATTER)) {
                GalleryEntry entry = template(id, templateId, model, photo);
                entry.setCrop(new CropRef(place.partition(), place.offset()));
                topics.put(Topics.GALLERY, id + "/" + templateId + "/" + model, entry);
            }
        }
    }

    static GalleryEntry template(String person, String id, String model, int seed) {
        return GalleryEntry.newBuilder()
                .setPersonId(person)
                .setTemplateId(id)
                .setModelId(model)
                .setVector(Embedding.normalised(new float[] {seed, person.hashCode() % 100, model.hashCode() % 100, 1})
                        .toBytes())
                .setQuality(0.5f)
                .setEnrolledAt(NOON.plusSeconds(seed))
                .setClosestPersonId("person-else")
                .setClosestDistance(0.75f)
                .build();
    }

    static Crop crop(String person, String templateId, Color colour) {
        List<Point> points = new ArrayList<>(Collections.nCopies(5, new Point(1f, 2f)));
        var quality = new FaceQuality(0.9f, 80f, 50f, 0f, 0f, 0f, 120f, new ArrayList<>());
        return Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.ENROLL)
                .setTime(NOON)
                .setFace(new Face("face", new Box(0f, 0f, 9f, 9f), 1f, points, quality))
                .setImage(ByteBuffer.wrap(jpeg(colour)))
                .setLandmarks(points)
                .setEnrollment(EnrollmentRef.newBuilder()
                        .setPersonId(person)
                        .setPhotoId(templateId)
                        .setSubmittedAt(NOON)
                        .build())
                .build();
    }

    static byte[] jpeg(Color colour) {
        var picture = new BufferedImage(224, 224, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(colour);
        pen.fillRect(0, 0, 224, 224);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "jpg", bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static HttpResponse<byte[]> download(RunningConsole from) throws Exception {
        Browser admin = from.signedIn(Role.ADMIN);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + admin.authority() + BACKUP))
                .header("Cookie", admin.cookie().orElseThrow())
                .timeout(PATIENCE)
                .build();
        HttpResponse<byte[]> response = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        assertThat(response.statusCode()).isEqualTo(200);
        return response;
    }

    private static Answer upload(RunningConsole to, byte[] file) {
        var form = new ByteArrayOutputStream();
        form.writeBytes("--b\r\nContent-Disposition: form-data; name=\"backup\"; filename=\"b.avro\"\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1));
        form.writeBytes(file);
        form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return to.signedIn(Role.ADMIN)
                .send(
                        "POST",
                        RESTORE,
                        "multipart/form-data; boundary=b",
                        BodyPublishers.ofByteArray(form.toByteArray()));
    }

    private static RunningConsole another() throws Exception {
        RunningConsole other = RunningConsole.start(broker);
        other.makeUsers();
        return other;
    }

    private static Map<String, Entry<GalleryEntry>> gallery(RunningConsole of) {
        try (TopicStore topics = TopicStore.open(of.connection())) {
            return topics.latest(Topics.GALLERY);
        }
    }

    /** The topics of a system on which nothing runs. */
    private static TopicStore topics(String prefix) throws Exception {
        broker.createTopics(prefix);
        Connection of = console.connection();
        return TopicStore.open(new Connection(of.kafka(), of.registry(), prefix));
    }

    private static Restored restore(TopicStore into, byte[] file) {
        return new GalleryRestore(into, Optional.of(LATTER)).restore("b.avro", () -> new ByteArrayInputStream(file));
    }

    @Test
    void anotherSystemHasEverybodyWithTheirFacesAfterIt() throws Exception {
        HttpResponse<byte[]> backup = download(console);
        try (RunningConsole other = another()) {
            refusesWhatIsNotWhole(other, backup.body());

            JsonNode answer = upload(other, backup.body()).json();

            assertThat(answer.get("people").asInt()).isEqualTo(2);
            assertThat(answer.get("faces").asInt()).isEqualTo(3);
            assertThat(answer.get("words").asText())
                    .startsWith("Restored 2 people and 3 faces")
                    .contains("another system");
            Map<String, Entry<GalleryEntry>> before = gallery(console);
            Map<String, Entry<GalleryEntry>> after = gallery(other);
            assertThat(after.keySet()).isEqualTo(before.keySet()).hasSize(6);
            after.forEach((key, entry) -> {
                GalleryEntry was = GalleryEntry.newBuilder(before.get(key).value())
                        .setCrop(entry.value().getCrop())
                        .build();
                assertThat(entry.value()).as(key).isEqualTo(was);
            });
            picturesAreOfThePerson(other, after);
            Browser viewer = other.signedIn(Role.VIEWER);
            Waiting.until(
                    "the console knows them", PATIENCE, () -> people(viewer).size() == 2);
            JsonNode ada = people(viewer).get(0);
            assertThat(ada.get("name").asText()).isEqualTo("Ada");
            assertThat(ada.get("consent").asText()).isEqualTo("agreed");
            assertThat(ada.get("photos")).hasSize(2);
            assertThat(viewer.get(ada.get("photos").get(0).get("url").asText()).status())
                    .isEqualTo(200);

            JsonNode again = upload(other, backup.body()).json();
            assertThat(again.get("people").asInt()).isZero();
            assertThat(again.get("faces").asInt()).isZero();
            gallery(other).forEach((key, entry) -> assertThat(entry.offset())
                    .isEqualTo(after.get(key).offset()));
        }
    }

    private static void refusesWhatIsNotWhole(RunningConsole other, byte[] backup) {
        byte[] damaged = backup.clone();
        damaged[damaged.length / 2] ^= 1;
        assertThat(upload(other, damaged).problem(400)).contains("b.avro: it is damaged", "Nothing was restored");
        assertThat(upload(other, Arrays.copyOf(backup, backup.length - 5)).problem(400))
                .contains("it was cut", "Nothing was restored");
        assertThat(upload(other, new byte[0]).problem(400)).contains("no backup of Sightline");
        for (var topic : List.of(Topics.PEOPLE, Topics.GALLERY, Topics.CROPS)) {
            assertThat(broker.committed(topic, other.prefix())).isEmpty();
        }
    }

    private static JsonNode people(Browser browser) {
        return browser.get(Endpoint.BASE + "/people").json();
    }

    private static void picturesAreOfThePerson(RunningConsole of, Map<String, Entry<GalleryEntry>> gallery) {
        try (TopicStore topics = TopicStore.open(of.connection());
                RecordsByPlace<Crop> crops = new RecordsByPlace<>(topics, Topics.CROPS)) {
            gallery.forEach((key, entry) -> {
                CropRef ref = entry.value().getCrop();
                var place = new Place(ref.getPartition(), ref.getOffset());
                Crop crop = crops.at(Set.of(place)).get(place);
                assertThat(crop.getEnrollment().getPersonId())
                        .isEqualTo(entry.value().getPersonId());
                assertThat(crop.getImage())
                        .isEqualTo(ByteBuffer.wrap(jpeg(key.startsWith("person-ada") ? Color.RED : Color.BLUE)));
            });
        }
    }

    @Test
    void nobodyWhoWasForgottenSinceComesBack() throws Exception {
        byte[] backup = download(console).body();
        try (TopicStore other = topics("forgot.")) {
            other.put(Topics.PEOPLE, "person-ada", new Person("person-ada", PersonState.ERASED, null, null, NOON));

            Restored done = restore(other, backup);

            assertThat(done.people()).isEqualTo(1);
            assertThat(done.words()).contains("1 person in it was forgotten here since");
            assertThat(other.latest(Topics.GALLERY).keySet()).allMatch(key -> key.startsWith("person-ben/"));
            Map<String, Entry<Person>> people = other.latest(Topics.PEOPLE);
            assertThat(people.get("person-ada").value().getState()).isEqualTo(PersonState.ERASED);
            assertThat(people.get("person-gone").value().getState())
                    .as("forgotten before the backup was made")
                    .isEqualTo(PersonState.ERASED);
        }
    }

    @Test
    void whatIsThereStaysAndWhatIsMissingComes() throws Exception {
        byte[] backup = download(console).body();
        try (TopicStore other = topics("there.")) {
            Person renamed = new Person("person-ada", PersonState.ACTIVE, "Countess", null, NOON);
            other.put(Topics.PEOPLE, "person-ada", renamed);
            GalleryEntry own = template("person-ada", "photo-Ada1", FORMER, 77);
            other.put(Topics.GALLERY, "person-ada/photo-Ada1/" + FORMER, own);
            other.put(Topics.PEOPLE, "person-2", new Person("person-2", PersonState.ACTIVE, "Ben", null, NOON));

            String words = restore(other, backup).words();

            assertThat(words)
                    .contains("1 person was here already, with 1 template")
                    .contains("several people called Ben")
                    .doesNotContain("cannot be recognised");
            assertThat(new GalleryRestore(other, Optional.of("c@1+222222222222"))
                            .restore("b.avro", () -> new ByteArrayInputStream(backup))
                            .words())
                    .contains("2 people cannot be recognised yet");
            assertThat(other.latest(Topics.PEOPLE).get("person-ada").value()).isEqualTo(renamed);
            Map<String, Entry<GalleryEntry>> after = other.latest(Topics.GALLERY);
            assertThat(after.get("person-ada/photo-Ada1/" + FORMER).value()).isEqualTo(own);
            assertThat(after).hasSize(6);
        }
    }

    private static Label unlearned(String person, String track) {
        return Label.newBuilder()
                .setLabelId("unlearned-1")
                .setKind(LabelKind.UNLEARNED)
                .setActor("matcher")
                .setSaidAt(NOON)
                .setPersonId(person)
                .setTrackId(track)
                .build();
    }

    @Test
    void aFaceThatSomebodyTookBackSinceStaysAway() throws Exception {
        try (TopicStore topics = topics("taken.")) {
            topics.put(Topics.PEOPLE, "person-1", new Person("person-1", PersonState.ACTIVE, "Cleo", null, NOON));
            String key = "person-1/track~door/1/2/3.4/" + FORMER;
            GalleryEntry learned = template("person-1", "track~door/1/2/3.4", FORMER, 5);
            learned.setLabelId("label-1");
            topics.put(Topics.GALLERY, key, learned);
            var file = new ByteArrayOutputStream();
            new GalleryBackups(topics, Optional.empty(), "1", Clock.systemUTC()).write(file);
            byte[] backup = file.toByteArray();
            topics.remove(Topics.GALLERY, key);

            topics.put(Topics.LABELS, "unlearned-1", unlearned("person-1", "door/1/2/3.4"));
            assertThat(restore(topics, backup).words()).contains("1 face was taken back here");
            assertThat(topics.latest(Topics.GALLERY)).isEmpty();

            topics.remove(Topics.LABELS, "unlearned-1");
            assertThat(restore(topics, backup).faces())
                    .as("as long as nobody says so, it comes")
                    .isEqualTo(1);
        }
    }

    @Test
    void whoTookABackupIsWrittenDownAndNoProxyKeepsIt() throws Exception {
        HttpResponse<byte[]> backup = download(console);

        assertThat(backup.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(backup.headers().firstValue("content-type")).hasValue("application/octet-stream");
        assertThat(backup.headers().firstValue("content-disposition").orElse(""))
                .matches("attachment; filename=\"sightline-gallery-\\d{4}-\\d\\d-\\d\\d\\.avro\"");
        Optional<AuditRecord> deed = broker.committed(Topics.AUDIT, console.prefix()).stream()
                .map(DeedsIT::decoded)
                .filter(r -> r.getAction().equals("back-up-gallery"))
                .findFirst();
        assertThat(deed).hasValueSatisfying(r -> {
            assertThat(r.getActor()).isEqualTo("admin");
            assertThat(r.getSubject()).isEqualTo("gallery");
        });
        Browser admin = console.signedIn(Role.ADMIN).with("Sec-Fetch-Site", "cross-site");
        assertThat(admin.get(BACKUP).problem(403)).contains("another page");
    }

    @Test
    void whatWasEndedHalfwayIsFinishedByTheNext() throws Exception {
        byte[] backup = download(console).body();
        try (TopicStore topics = topics("halfway.")) {
            restore(topics, backup);
            Map<String, Entry<GalleryEntry>> whole = topics.latest(Topics.GALLERY);
            // As if it had ended before these.
            topics.remove(Topics.PEOPLE, "person-ben");
            topics.remove(Topics.GALLERY, "person-ben/photo-Ben1/" + FORMER);
            topics.remove(Topics.GALLERY, "person-ben/photo-Ben1/" + LATTER);
            topics.remove(Topics.GALLERY, "person-ada/photo-Ada2/" + LATTER);

            Restored done = restore(topics, backup);

            assertThat(done.people()).isEqualTo(1);
            assertThat(done.faces()).isEqualTo(2);
            Map<String, Entry<GalleryEntry>> after = topics.latest(Topics.GALLERY);
            assertThat(after.keySet()).isEqualTo(whole.keySet());
            assertThat(after.get("person-ada/photo-Ada2/" + LATTER).value().getCrop())
                    .as("the picture that is here")
                    .isEqualTo(
                            after.get("person-ada/photo-Ada2/" + FORMER).value().getCrop());
        }
    }
}
