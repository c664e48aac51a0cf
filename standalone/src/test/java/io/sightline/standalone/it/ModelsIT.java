package io.sightline.standalone.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sightline.models.ModelBundle;
import io.sightline.operations.topics.Entry;
import io.sightline.operations.topics.TopicStore;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ArchivedCrop;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentRef;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.LabelSource;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.Person;
import io.sightline.schemas.avro.PersonState;
import io.sightline.schemas.avro.Point;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import io.sightline.standalone.Distribution;
import io.sightline.standalone.it.CommandProcess.Ended;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A roll-out by its commands on a real broker; embedder and matcher are played by {@link CopyingStages}. */
@Tag("full")
class ModelsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ByteBuffer PICTURE = ByteBuffer.wrap(new byte[] {1, 2, 3});
    private static final FaceQuality QUALITY = new FaceQuality(0.9f, 90f, 30f, 0f, 0f, 0f, 120f, List.of());
    private static final List<Point> POINTS = Collections.nCopies(5, new Point(100f, 100f));

    @TempDir
    Path folder;

    private final String active = id("dlib-128");
    private final String next = id("mobilefacenet-128");
    private Backbone backbone;
    private TopicStore topics;

    @BeforeEach
    void fill() throws Exception {
        backbone = Backbone.started(folder);
        topics = TopicStore.open(backbone.connection());
        Files.writeString(
                folder.resolve("running.json"),
                JsonMapper.builder()
                        .build()
                        .writeValueAsString(Map.of(
                                "pid", ProcessHandle.current().pid(),
                                "bootstrapServers",
                                        backbone.connection().kafka().get("bootstrap.servers"),
                                "registryUrl", backbone.connection().registry().url(),
                                "adminUrl", "http://127.0.0.1:1",
                                "embedder", active,
                                "models", folder.resolve("models").toString())));
        person("ada", PersonState.ACTIVE);
        person("bob", PersonState.ACTIVE);
        person("eve", PersonState.ERASED);
        crop("ada");
        template("ada", "photo-1", ref("ada"), active);
        archived("ada", "photo-2");
        template("ada", "photo-2", new CropRef(0, 999_999L), active);
        template("bob", "photo-1", new CropRef(0, 999_998L), active);
        template("eve", "photo-1", ref("ada"), active);
        template("eve", "photo-1", ref("ada"), next);
        template("carol", "photo-1", ref("ada"), next);
    }

    @AfterEach
    void stop() {
        if (topics != null) {
            topics.close();
        }
        if (backbone != null) {
            backbone.close();
        }
    }

    @Test
    void aCandidateComesToDecideAndTheFormerAgain() throws Exception {
        try (var stages = new CopyingStages(backbone, active, 1_000)) {
            assertThat(run(0, "list"))
                    .containsPattern(quoted(active) + " +ACTIVE")
                    .containsPattern(quoted(next) + " +-");
            assertThat(run(0, "add", "mobilefacenet-128")).contains("is a CANDIDATE");
            assertThat(run(0, "add", "mobilefacenet-128")).contains("Nothing was changed");
            assertThat(run(2, "promote", "mobilefacenet-128")).contains("is CANDIDATE, expected SHADOW");
            assertThat(run(2, "rollback")).contains("No model was promoted here");

            assertThat(run(0, "shadow", "mobilefacenet-128"))
                    .contains("Embedded with it: lobby")
                    .contains("It knows 2 of 3 templates of " + active + ", 2 of them since now")
                    .contains("bob (bob): 1 of 1 face; will not be recognised any more");
            assertThat(stages.copied).containsExactlyInAnyOrder("ada/photo-1/" + next, "ada/photo-2/" + next);
            assertThat(gallery()).doesNotContain("carol/photo-1/" + next, "eve/photo-1/" + next);
            assertThat(model(next).getState()).isEqualTo(ModelState.SHADOW);

            assertThat(run(3, "promote", "mobilefacenet-128"))
                    .contains("was never measured beside the active model")
                    .contains("Nothing was switched");
            assertThat(run(3, "promote", "mobilefacenet-128", "--force"))
                    .contains("bob (bob)")
                    .contains("Switch all the same?")
                    .contains("Nothing was switched");
            assertThat(topics.latest(Topics.MODELS)).doesNotContainKey(Topics.ACTIVE_MODEL);

            assertThat(run(
                            0,
                            "promote",
                            "mobilefacenet-128",
                            "--force",
                            "--yes",
                            "--reason",
                            "better",
                            "--actor",
                            "ann"))
                    .contains("Forced, and recorded as such")
                    .contains("The gallery is complete: 2 of 3 templates")
                    .contains("Promoted.");
            ModelRecord pointer = model(Topics.ACTIVE_MODEL);
            assertThat(pointer.getSwitches())
                    .extracting(s -> s.getSpace().getModelId())
                    .containsExactly(active, next);
            assertThat(pointer.getSwitches().get(1).getForced()).isTrue();
            assertThat(pointer.getSwitches().get(1).getActor()).isEqualTo("ann");
            assertThat(model(next).getState()).isEqualTo(ModelState.ACTIVE);
            assertThat(model(active).getState()).isEqualTo(ModelState.RETIRED);
            assertThat(run(0, "promote", "mobilefacenet-128")).contains("decides already");
            assertThat(run(2, "retire", "mobilefacenet-128")).contains("decides. Let another one first");
            assertThat(run(0, "show", "mobilefacenet-128")).contains("by         ann: better (forced");

            assertThat(run(0, "rollback", "--yes")).contains("Rolled back.");
            assertThat(model(Topics.ACTIVE_MODEL).getSwitches())
                    .extracting(s -> s.getSpace().getModelId())
                    .containsExactly(active, next, active);
            assertThat(run(0, "list")).containsPattern(quoted(active) + " +ACTIVE");
        }
    }

    @Test
    void aCandidateWhoseFiguresFallShortIsRefusedWithThemAndForcingItIsRecorded() throws Exception {
        try (var stages = new CopyingStages(backbone, active, 1_000)) {
            shadowed();
            String prefix = "against " + active + " on people: ";
            ModelRecord record = model(next);
            record.setMetrics(Map.of(
                    prefix + "far", 1e-3,
                    prefix + "theirs", 0.873,
                    prefix + "own", 0.801,
                    prefix + "low", -0.113,
                    prefix + "high", -0.041,
                    prefix + "holds", 0.0));
            topics.put(Topics.MODELS, next, record);
            String figures = "on people, TAR at FAR 1e-3: 80.10%, the active model 87.30%; difference -7.20 points"
                    + " (95%: -11.30 to -4.10)";

            assertThat(run(3, "promote", "mobilefacenet-128", "--yes"))
                    .contains("Falls short: " + figures)
                    .contains(next + " falls short of the active model " + active + ": " + figures
                            + ". Nothing was switched.");
            assertThat(topics.latest(Topics.MODELS)).doesNotContainKey(Topics.ACTIVE_MODEL);
            assertThat(model(next).getState()).isEqualTo(ModelState.SHADOW);
            assertThat(stages.copied).as("refused before anything is copied").isEmpty();

            assertThat(run(0, "promote", "mobilefacenet-128", "--yes", "--force", "--actor", "ann"))
                    .contains("Forced, and recorded as such: " + next + " falls short")
                    .contains("Promoted.");
            assertThat(model(Topics.ACTIVE_MODEL).getSwitches().get(1).getForced())
                    .isTrue();
            assertThat(model(Topics.ACTIVE_MODEL).getSwitches().get(1).getActor())
                    .isEqualTo("ann");
            assertThat(model(next).getForced()).isTrue();
        }
    }

    @Test
    void aPromotionThatIsKilledWhileItCopiesHasSwitchedNothingAndGoesOnWhenBegunAgain() throws Exception {
        for (int i = 0; i < 20; i++) {
            template("ada", "more-" + i, ref("ada"), active);
        }
        try (var stages = new CopyingStages(backbone, active, 0)) {
            shadowed();
            List<String> line = new ArrayList<>(
                    List.of("models", "promote", "mobilefacenet-128", "--force", "--yes", "--data", folder.toString()));
            try (CommandProcess promotion = CommandProcess.start(folder, line)) {
                stages.allow(5);
                Backbone.await("some are copied", PATIENCE, () -> stages.copied.size() == 5);
                promotion.handle().destroyForcibly();
                assertThat(promotion.endsWithin(PATIENCE)).isTrue();
            }
            assertThat(topics.latest(Topics.MODELS)).doesNotContainKey(Topics.ACTIVE_MODEL);
            assertThat(model(next).getState()).isEqualTo(ModelState.SHADOW);

            stages.allow(1_000);
            assertThat(run(0, "promote", "mobilefacenet-128", "--force", "--yes"))
                    .contains("The gallery is complete: 22 of 23 templates");
            assertThat(model(Topics.ACTIVE_MODEL).getSwitches())
                    .extracting(s -> s.getSpace().getModelId())
                    .containsExactly(active, next);
        }
    }

    @Test
    void ofTwoPromotionsAtOnceTheSecondToEndIsRefused() throws Exception {
        try (var stages = new CopyingStages(backbone, active, 0)) {
            shadowed();
            List<String> line = new ArrayList<>(
                    List.of("models", "promote", "mobilefacenet-128", "--force", "--yes", "--data", folder.toString()));
            try (CommandProcess first = CommandProcess.start(folder, line);
                    CommandProcess second = CommandProcess.start(folder, line)) {
                Backbone.await("both have begun to copy", PATIENCE, () -> crops("ada") >= 4);
                stages.allow(1_000);
                assertThat(first.endsWithin(PATIENCE)).as(first.printed()).isTrue();
                assertThat(second.endsWithin(PATIENCE)).as(second.printed()).isTrue();
                assertThat(first.printed() + second.printed())
                        .containsOnlyOnce("Promoted.")
                        .containsAnyOf("Meanwhile", "at this very moment", "became");
            }
            assertThat(model(Topics.ACTIVE_MODEL).getSwitches()).hasSize(2);
        }
    }

    private void shadowed() throws Exception {
        run(0, "add", "mobilefacenet-128");
        // Without the command, which would copy.
        ModelRecord record = model(next);
        record.setState(ModelState.SHADOW);
        topics.put(Topics.MODELS, next, record);
    }

    private long crops(String person) {
        return topics.latest(Topics.PEOPLE).isEmpty()
                ? 0
                : backbone.read(Topics.CROPS, Integer.MAX_VALUE, Duration.ofMillis(500)).stream()
                                .filter(r -> new String(r.key(), StandardCharsets.UTF_8).equals(person))
                                .count()
                        - 1;
    }

    private String run(int exitCode, String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("models"));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--data", folder.toString()));
        Ended ended = CommandProcess.run(folder, PATIENCE, line.toArray(String[]::new));
        System.out.println("$ " + String.join(" ", line) + "\n" + ended.printed());
        assertThat(ended.exitCode()).as(line + ": " + ended.printed()).isEqualTo(exitCode);
        return ended.printed();
    }

    private static String quoted(String modelId) {
        return modelId.replace("+", "\\+").replace(".", "\\.");
    }

    private static String id(String bundle) {
        return ModelBundle.load(Distribution.locate().bundle(bundle)).id().toString();
    }

    private List<String> gallery() {
        return topics.latest(Topics.GALLERY).values().stream().map(Entry::key).toList();
    }

    private ModelRecord model(String key) {
        return topics.latest(Topics.MODELS).get(key).value();
    }

    private void person(String id, PersonState state) {
        String name = state == PersonState.ERASED ? null : id;
        topics.put(Topics.PEOPLE, id, new Person(id, state, name, null, Instant.now()));
    }

    private final Map<String, CropRef> refs = new HashMap<>();

    private CropRef ref(String person) {
        return refs.get(person);
    }

    private void crop(String person) {
        Crop crop = Crop.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.ENROLL)
                .setTime(Instant.now())
                .setFace(new Face("f", new Box(0f, 0f, 9f, 9f), 1f, POINTS, QUALITY))
                .setImage(PICTURE)
                .setLandmarks(POINTS)
                .setEnrollment(new EnrollmentRef(person, "photo-1", Instant.now(), null))
                .build();
        topics.put(Topics.CROPS, person, crop);
        backbone.read(Topics.CROPS, 1, PATIENCE).forEach(r -> refs.put(person, new CropRef(r.partition(), r.offset())));
    }

    private void archived(String person, String template) {
        topics.put(
                Topics.CROPS_ARCHIVE,
                person + "/0-999999",
                ArchivedCrop.newBuilder()
                        .setPersonId(person)
                        .setCropId("0-999999")
                        .setSource(LabelSource.ENROLLED)
                        .setImage(PICTURE)
                        .setLandmarks(POINTS)
                        .setQuality(QUALITY)
                        .setCapturedAt(Instant.now())
                        .setTemplateId(template)
                        .build());
    }

    private void template(String person, String template, CropRef crop, String model) {
        GalleryEntry entry = CopyingStages.template(person, template, model);
        entry.setCrop(crop);
        topics.put(Topics.GALLERY, person + "/" + template + "/" + model, entry);
    }
}
