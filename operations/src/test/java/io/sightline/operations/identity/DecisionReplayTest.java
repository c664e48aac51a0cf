package io.sightline.operations.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.core.Embedding;
import io.sightline.core.ModelId;
import io.sightline.core.config.ConfigLoader;
import io.sightline.matcher.ActiveModel;
import io.sightline.matcher.DecisionSettings;
import io.sightline.matcher.ModelSwitches;
import io.sightline.matcher.Replay;
import io.sightline.matcher.SightingSettings;
import io.sightline.operations.identity.DecisionReplay.Difference;
import io.sightline.operations.topics.Entry;
import io.sightline.schemas.avro.Box;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EmbeddingSpace;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.Face;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.FaceQuality;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelSwitch;
import io.sightline.schemas.avro.Purpose;
import io.sightline.schemas.avro.TrackRecordKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecisionReplayTest {
    private static final String MODEL = "mobilefacenet-128@1+0123456789ab";
    private static final String TRACK = "lobby/1000/0/4.5";

    private final Random random = new Random(11);
    private final float[] adasFace = somebody();
    private final List<Entry<GalleryEntry>> log = new ArrayList<>();
    private final List<FaceEmbedding> records = new ArrayList<>();
    private IdentityEvent identified;

    @BeforeEach
    void adaIsEnrolledAndSeen() {
        enrol("person-ada", like(adasFace, 0.4));
        enrol("person-ada", like(adasFace, 0.6));
        enrol("person-bob", somebody());
        for (int number = 0; number < 4; number++) {
            records.add(face(number, like(adasFace, 0.3)));
        }
        identified = told(gallery(log, 2), EventKind.IDENTIFIED);
    }

    @Test
    void arrivesAtTheSameFigures() {
        DecisionReplay.Result result = replay(log);

        assertThat(result.differences()).isEmpty();
        assertThat(result.isSame()).isTrue();
        assertThat(identified.getReasons().getRunnerUpPersonId()).isEqualTo("person-bob");
    }

    @Test
    void aTrackThatJoinedASightingArrivesAtTheSameFiguresAlone() {
        Replay matcher = matcher();
        gallery(log, 2).forEach(matcher::template);
        matcher.galleryAsOf(2);
        FaceEmbedding earlier = FaceEmbedding.newBuilder(records.get(0))
                .setTrackId("lobby/1000/0/1.1")
                .build();
        List<FaceEmbedding> later = records.subList(1, 4);
        List<IdentityEvent> events = new ArrayList<>(matcher.apply(earlier));
        later.forEach(r -> events.addAll(matcher.apply(r)));
        IdentityEvent joined = events.get(events.size() - 1);
        assertThat(joined.getKind()).isEqualTo(EventKind.UPDATED);
        assertThat(joined.getTrackId()).isEqualTo(TRACK);
        assertThat(joined.getSightingId()).isEqualTo("lobby/1000/0/1.1");

        DecisionReplay.Result result =
                new DecisionReplay(joined, gallery(log, 2), List.of(), Optional.empty()).run(later);

        assertThat(result.differences()).isEmpty();
        assertThat(result.isSame()).isTrue();
    }

    @Test
    void whoWasEnrolledLaterDoesNotCount() {
        enrol("person-twin", like(adasFace, 0.1));

        assertThat(replay(log).isSame()).isTrue();
    }

    @Test
    void aGalleryThatGrewWhileTheTrackWasInViewStillGivesTheSameFigures() {
        log.clear();
        enrol("person-ada", somebody());
        Replay matcher = matcher();
        log.forEach(e -> matcher.template(e.value(), e.offset()));
        List<IdentityEvent> events = new ArrayList<>();
        records.subList(0, 3).forEach(r -> events.addAll(matcher.apply(r)));
        enrol("person-ada", like(adasFace, 0.4));
        matcher.template(log.get(1).value(), 1);
        events.addAll(matcher.apply(records.get(3)));
        identified = events.stream()
                .filter(e -> e.getKind() == EventKind.IDENTIFIED)
                .findFirst()
                .orElseThrow();

        assertThat(identified.getFrameId()).isEqualTo("lobby/1000/3");
        assertThat(replay(log).differences()).isEmpty();
        assertThat(replay(log).isSame()).isTrue();
    }

    @Test
    void aTrackThatOutlivedItsModelIsDecidedAgainByBothInTurn() {
        String before = "former-net@1+ba9876543210";
        ModelSwitches switches = ModelSwitches.of(ModelRecord.newBuilder()
                .setModelId("active")
                .setActor("engineer")
                .setChangedAt(Instant.EPOCH)
                .setSwitches(List.of(
                        change(before, 0),
                        change(MODEL, records.get(2).getTime().toEpochMilli())))
                .build());
        Replay matcher = new Replay(
                switches, ConfigLoader.defaults(DecisionSettings.class), ConfigLoader.defaults(SightingSettings.class));
        gallery(log, 2).forEach(matcher::template);
        matcher.galleryAsOf(2);
        List<FaceEmbedding> both = new ArrayList<>();
        for (FaceEmbedding record : records) {
            both.add(FaceEmbedding.newBuilder(record).setModelId(before).build());
            both.add(record);
        }
        identified = both.stream()
                .flatMap(r -> matcher.apply(r).stream())
                .filter(e -> e.getKind() == EventKind.IDENTIFIED)
                .findFirst()
                .orElseThrow();

        var again = new DecisionReplay(identified, gallery(log, 2), List.of(), Optional.of(switches));

        assertThat(identified.getFrameId()).as("by the faces since the switch").isEqualTo("lobby/1000/2");
        assertThat(again.run(both).isSame()).isTrue();
        assertThat(new DecisionReplay(identified, gallery(log, 2), List.of(), Optional.empty())
                        .run(both)
                        .isSame())
                .as("the new model's faces of before do not count")
                .isFalse();
    }

    private static ModelSwitch change(String modelId, long activeFrom) {
        return ModelSwitch.newBuilder()
                .setSpace(new EmbeddingSpace(modelId, 128, 0.85f, 0.1f))
                .setActiveFrom(Instant.ofEpochMilli(activeFrom))
                .setFormerUntil(Instant.ofEpochMilli(activeFrom))
                .setActor("engineer")
                .build();
    }

    @Test
    void withoutATemplateThatWasErasedEachFigureThatDiffersIsTold() {
        String nearest = identified.getReasons().getTemplateId();
        log.add(new Entry<>("person-ada/" + nearest + "/" + MODEL, null, 0, log.size(), 0));

        DecisionReplay.Result result = replay(log);

        assertThat(result.isSame()).isFalse();
        assertThat(result.differences()).extracting(Difference::figure).contains("distance", "template");
    }

    @Test
    void ofAPersonWhoWasForgottenTheEventDoesNotComeAbout() {
        log.add(new Entry<>(log.get(0).key(), null, 0, 3, 0));
        log.add(new Entry<>(log.get(1).key(), null, 0, 4, 0));

        DecisionReplay.Result result = replay(log);

        assertThat(result.again()).isEmpty();
        assertThat(result.isSame()).isFalse();
    }

    @Test
    void theGalleryOfThenTellsWhatWasRemovedSinceAndWhatMayHaveBeen() {
        PastGallery gallery = new PastGallery(2);
        log.forEach(gallery::learn);
        enrol("person-new", somebody());
        gallery.learn(log.get(3));
        gallery.learn(new Entry<>(log.get(0).key(), null, 0, 10, 0));
        gallery.learn(new Entry<>(log.get(3).key(), null, 0, 11, 0));
        gallery.learn(new Entry<>("person-gone/photo/" + MODEL, null, 0, 12, 0));
        gallery.learn(new Entry<>("~nobody/~nothing/~none", null, 0, 13, 0));

        assertThat(gallery.size()).isEqualTo(2);
        assertThat(gallery.has("person-ada", "photo-0", MODEL)).isFalse();
        assertThat(gallery.has("person-ada", "photo-1", MODEL)).isTrue();
        assertThat(gallery.removedSince()).containsExactlyInAnyOrder(log.get(0).key(), "person-gone/photo/" + MODEL);
    }

    private DecisionReplay.Result replay(List<Entry<GalleryEntry>> entries) {
        return new DecisionReplay(
                        identified,
                        gallery(entries, identified.getReasons().getGalleryOffset()),
                        List.of(),
                        Optional.empty())
                .run(records);
    }

    private static PastGallery gallery(List<Entry<GalleryEntry>> entries, long asOf) {
        var gallery = new PastGallery(asOf);
        entries.forEach(gallery::learn);
        return gallery;
    }

    private static Replay matcher() {
        return new Replay(
                new ActiveModel(ModelId.parse(MODEL), 128, 0.85, 0.1),
                ConfigLoader.defaults(DecisionSettings.class),
                ConfigLoader.defaults(SightingSettings.class));
    }

    private IdentityEvent told(PastGallery gallery, EventKind kind) {
        Replay matcher = matcher();
        gallery.forEach(matcher::template);
        matcher.galleryAsOf(gallery.asOf());
        return records.stream()
                .flatMap(r -> matcher.apply(r).stream())
                .filter(e -> e.getKind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private void enrol(String personId, float[] vector) {
        int offset = log.size();
        GalleryEntry entry = GalleryEntry.newBuilder()
                .setPersonId(personId)
                .setTemplateId("photo-" + offset)
                .setModelId(MODEL)
                .setVector(Embedding.normalised(vector).toBytes())
                .setQuality(0.8f)
                .setEnrolledAt(Instant.EPOCH)
                .build();
        log.add(new Entry<>(personId + "/photo-" + offset + "/" + MODEL, entry, 0, offset, 0));
    }

    private static FaceEmbedding face(int number, float[] vector) {
        String frame = "lobby/1000/" + number;
        return FaceEmbedding.newBuilder()
                .setKind(TrackRecordKind.FACE)
                .setPurpose(Purpose.LIVE)
                .setCameraId("lobby")
                .setTime(Instant.ofEpochMilli(1000 + 200L * number))
                .setFrameId(frame)
                .setEpoch(1000)
                .setNumber(number)
                .setTrackId(TRACK)
                .setFace(new Face(
                        frame + "/4.5",
                        new Box(10f, 10f, 80f, 80f),
                        0.99f,
                        List.of(),
                        new FaceQuality(0.7f, 80f, 50f, 0f, 0f, 0f, 120f, List.of())))
                .setModelId(MODEL)
                .setVector(Embedding.normalised(vector).toBytes())
                .setCrop(new CropRef(0, (long) number))
                .build();
    }

    private float[] somebody() {
        float[] raw = new float[128];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (float) random.nextGaussian();
        }
        return Embedding.normalised(raw).values();
    }

    /** A face with so much of something else in it. */
    private float[] like(float[] face, double share) {
        float[] other = somebody();
        float[] mixed = new float[face.length];
        for (int i = 0; i < face.length; i++) {
            mixed[i] = (float) (face[i] + share * other[i]);
        }
        return mixed;
    }
}
