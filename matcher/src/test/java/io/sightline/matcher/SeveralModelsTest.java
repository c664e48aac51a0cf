package io.sightline.matcher;

import static io.sightline.matcher.Recorded.GOOD;
import static io.sightline.matcher.Recorded.MODEL;
import static io.sightline.matcher.Recorded.NEXT;
import static io.sightline.matcher.Recorded.asNext;
import static io.sightline.matcher.Recorded.at;
import static io.sightline.matcher.Recorded.copy;
import static io.sightline.matcher.Recorded.enrolment;
import static io.sightline.matcher.Recorded.erasure;
import static io.sightline.matcher.Recorded.face;
import static io.sightline.matcher.Recorded.person;
import static io.sightline.matcher.Recorded.personId;
import static io.sightline.matcher.Recorded.picture;
import static io.sightline.matcher.Said.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sightline.core.Embedding;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentOutcome;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.EventKind;
import io.sightline.schemas.avro.FaceEmbedding;
import io.sightline.schemas.avro.GalleryEntry;
import io.sightline.schemas.avro.IdentityEvent;
import io.sightline.schemas.avro.Label;
import io.sightline.schemas.avro.LabelKind;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.TemplateKind;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of people under a model that does not decide, and when it begins to. */
class SeveralModelsTest {
    private static final int ADA = 1;
    private static final int STRANGER = 9;
    private static final String OF_MODEL = "/" + MODEL.id();
    private static final String OF_NEXT = "/" + NEXT.id();

    private TopologyHarness matcher;

    @BeforeEach
    void open(@TempDir Path stateDir) {
        matcher = new TopologyHarness(stateDir);
    }

    @AfterEach
    void close() {
        matcher.close();
    }

    @Test
    void aPhotoHasATemplateUnderEachModelAndOneAnswerByTheOneThatDecides() {
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        FaceEmbedding photo = enrolment(ADA, "photo-a", person(ADA));

        matcher.enrol(asNext(photo));
        assertThat(matcher.results()).isEmpty();
        matcher.enrol(photo);

        assertThat(keys()).containsExactly(personId(ADA) + "/photo-a" + OF_NEXT, personId(ADA) + "/photo-a" + OF_MODEL);
        assertThat(matcher.results())
                .extracting(EnrollmentResult::getOutcome, EnrollmentResult::getModelId)
                .containsExactly(tuple(EnrollmentOutcome.ENROLLED, MODEL.id().toString()));
    }

    @Test
    void aModelThatIsOutOfUseByNowIsNotAnsweredBesideTheOneThatDecides() {
        FaceEmbedding photo = embeddedWith(enrolment(ADA, "photo-a", person(ADA)), MODEL, NEXT);

        matcher.enrol(asNext(photo));
        matcher.enrol(photo);
        matcher.enrol(asNext(photo));

        assertThat(keys()).containsExactly(personId(ADA) + "/photo-a" + OF_MODEL);
        assertThat(matcher.results())
                .extracting(EnrollmentResult::getOutcome, EnrollmentResult::getModelId)
                .containsExactly(tuple(EnrollmentOutcome.ENROLLED, MODEL.id().toString()));
        assertThat(matcher.count("sightline.matcher.refused", "reason", "WRONG_MODEL"))
                .isEqualTo(2);
    }

    @Test
    void whereTheDecidingModelIsNotAmongThoseOfAPhotoItIsToldSo() {
        matcher.enrol(asNext(embeddedWith(enrolment(ADA, "photo-a", person(ADA)), NEXT)));

        assertThat(matcher.results())
                .extracting(EnrollmentResult::getOutcome)
                .containsExactly(EnrollmentOutcome.WRONG_MODEL);
    }

    @Test
    void afterASwitchTheNewModelAnswers() {
        matcher.pointer(Said.pointer(change(MODEL, -1000, -1000), change(NEXT, -10, 600)));
        FaceEmbedding photo = enrolment(ADA, "photo-a", person(ADA));

        matcher.enrol(asNext(photo));
        matcher.enrol(photo);

        assertThat(keys()).hasSize(2);
        assertThat(matcher.results())
                .extracting(EnrollmentResult::getModelId)
                .containsExactly(NEXT.id().toString());
    }

    @Test
    void aCopyTakesOverWhatDoesNotDependOnTheModel() {
        FaceEmbedding photo = enrolment(ADA, "photo-a", person(ADA));
        photo.setCrop(new CropRef(2, 77L));
        matcher.enrol(photo);
        GalleryEntry original = only(matcher.entries()).value();
        matcher.results();
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        FaceEmbedding again = asNext(photo);
        again.setCrop(new CropRef(5, 1L));
        again.setTime(at(9_000));
        again.getFace().getQuality().setScore(0.1f);

        matcher.enrol(copy(again, "photo-a", MODEL));

        TestRecord<String, GalleryEntry> copied = only(matcher.entries());
        assertThat(copied.key()).isEqualTo(personId(ADA) + "/photo-a" + OF_NEXT);
        GalleryEntry expected = GalleryEntry.newBuilder(original)
                .setModelId(NEXT.id().toString())
                .setVector(again.getVector())
                .build();
        assertThat(copied.value()).isEqualTo(expected);
        assertThat(matcher.results()).as("nobody waits for it").isEmpty();
    }

    @Test
    void aCopyTwiceIsOneAndOfATemplateThatIsGoneNone() {
        FaceEmbedding photo = enrolment(ADA, "photo-a", person(ADA));
        matcher.enrol(photo);
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        matcher.entries();

        matcher.enrol(copy(asNext(photo), "photo-a", MODEL));
        matcher.enrol(copy(asNext(photo), "photo-a", MODEL));
        assertThat(keys()).hasSize(1);
        matcher.enrol(copy(asNext(photo), "photo-b", MODEL));
        assertThat(keys()).isEmpty();
        matcher.raw(Topics.GALLERY, personId(ADA) + "/photo-a" + OF_NEXT, null);
        matcher.enrol(copy(asNext(photo), "photo-a", MODEL));
        assertThat(keys()).as("it was taken away, and is made again").hasSize(1);
        matcher.person(erasure(ADA));
        matcher.entries();
        matcher.enrol(copy(asNext(photo), "photo-a", MODEL));
        assertThat(keys()).as("of somebody forgotten there is none").isEmpty();
    }

    @Test
    void whoIsForgottenIsForgottenUnderEachModel() {
        FaceEmbedding photo = enrolment(ADA, "photo-a", person(ADA));
        matcher.enrol(photo);
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        matcher.enrol(copy(asNext(photo), "photo-a", MODEL));
        matcher.enrol(asNext(enrolment(ADA, "photo-b", person(ADA))));
        matcher.entries();

        matcher.person(erasure(ADA));

        assertThat(matcher.entries())
                .allSatisfy(e -> assertThat(e.value()).isNull())
                .extracting(TestRecord::key)
                .containsExactlyInAnyOrder(
                        personId(ADA) + "/photo-a" + OF_MODEL,
                        personId(ADA) + "/photo-a" + OF_NEXT,
                        personId(ADA) + "/photo-b" + OF_NEXT);
        assertThat(matcher.gallery.size()).isZero();
    }

    @Test
    void aLearnedFaceIsOfItsTracksModelAndGoesWithItsCopies() {
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        Embedding stranger = picture(STRANGER, 0.1, 77);
        see("t1", 100, stranger);
        see("t1", 101, stranger);
        IdentityEvent updated = matcher.events().stream()
                .filter(e -> e.getKind() == EventKind.UPDATED)
                .findFirst()
                .orElseThrow();
        matcher.label(label("label-1", LabelKind.IS, updated));
        GalleryEntry learned = only(matcher.entries()).value();
        assertThat(learned.getModelId()).isEqualTo(MODEL.id().toString());
        matcher.enrol(copy(asNext(enrolment(ADA, "any", stranger)), learned.getTemplateId(), MODEL));
        assertThat(matcher.entries()).singleElement().satisfies(e -> {
            assertThat(e.value().getLabelId()).isEqualTo("label-1");
            assertThat(e.value().getKind()).isEqualTo(TemplateKind.FACE);
            assertThat(e.value().getModelId()).isEqualTo(NEXT.id().toString());
        });

        matcher.label(label("label-2", LabelKind.IS_NOT, updated));

        assertThat(matcher.entries())
                .filteredOn(e -> e.value() == null)
                .extracting(TestRecord::key)
                .containsExactlyInAnyOrder(
                        personId(ADA) + "/track~t1" + OF_MODEL, personId(ADA) + "/track~t1" + OF_NEXT);
    }

    @Test
    void aStrangerIsIntroducedUnderBothModelsByOneKey() {
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        FaceEmbedding first = face("lobby", 1, 100, "t1", 1, picture(STRANGER, 0.1, 1), GOOD);
        FaceEmbedding second = face("lobby", 2, 101, "t1", 1, picture(STRANGER, 0.1, 2), GOOD);
        for (FaceEmbedding seen : List.of(first, second)) {
            matcher.live(seen);
            matcher.live(asNext(seen));
            matcher.live(asNext(seen));
        }

        var strangers = matcher.strangers();
        assertThat(strangers)
                .extracting(e -> e.value().getModelId())
                .containsExactly(MODEL.id().toString(), NEXT.id().toString());
        assertThat(strangers)
                .extracting(e -> e.value().getAnonymousId())
                .containsOnly(strangers.get(0).value().getAnonymousId());
        assertThat(matcher.events())
                .extracting(IdentityEvent::getKind)
                .containsExactly(EventKind.APPEARED, EventKind.UPDATED);
    }

    @Test
    void aFaceOfTheShadowAloneTellsNothing() {
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        matcher.enrol(asNext(enrolment(ADA, "photo-a", person(ADA))));

        for (int i = 0; i < 4; i++) {
            matcher.live(asNext(face("lobby", i, 100 + i, "t1", 1, person(ADA), GOOD)));
        }

        assertThat(matcher.events()).isEmpty();
        assertThat(matcher.count(
                        "sightline.matcher.embeddings", "model", NEXT.id().toString(), "role", "BESIDE"))
                .isEqualTo(5);
    }

    @Test
    void theIndexOfAModelIsFilledFromTheStoreWhenItBecomesOfInterestAndFreedAfterwards() {
        matcher.model(Said.that(NEXT, ModelState.SHADOW));
        matcher.enrol(asNext(enrolment(ADA, "photo-a", person(ADA))));
        assertThat(matcher.gallery.size(NEXT.id().toString())).isEqualTo(1);

        matcher.model(Said.that(NEXT, ModelState.CANDIDATE));
        assertThat(matcher.gallery.size(NEXT.id().toString())).isZero();
        matcher.live(asNext(face("lobby", 1, 100, "t1", 1, person(ADA), GOOD)));
        assertThat(matcher.count("sightline.matcher.refused", "reason", "WRONG_MODEL"))
                .isEqualTo(1);

        matcher.pointer(Said.pointer(change(MODEL, -1000, -1000), change(NEXT, -10, 600)));
        assertThat(matcher.gallery.size(NEXT.id().toString())).isEqualTo(1);
        matcher.live(asNext(face("lobby", 2, 101, "t2", 1, person(ADA), GOOD)));
        assertThat(matcher.events()).extracting(IdentityEvent::getPersonId).contains(personId(ADA));
    }

    @Test
    void whatCannotBeSaidOfModelsIsDeadLetteredAndWhatHeldBeforeHolds() {
        matcher.pointer(Said.pointer(change(MODEL, -1000, -1000), change(NEXT, -10, 600)));
        var impossible = Said.pointer(change(MODEL, 0, 0));
        impossible.getSwitches().get(0).getSpace().setThreshold(-1);

        matcher.pointer(impossible);
        var shadow = Said.that(MODEL, ModelState.SHADOW);
        shadow.setSpace(null);
        matcher.model(shadow);

        assertThat(matcher.galleryLetters).hasSize(2);
        assertThat(matcher.knowledge.models().switches().latest()).isEqualTo(NEXT);
    }

    private void see(String track, double second, Embedding vector) {
        matcher.live(face("lobby", Math.round(second * 10), second, track, 1, vector, GOOD));
    }

    private static FaceEmbedding embeddedWith(FaceEmbedding photo, ActiveModel... models) {
        photo.setEmbeddedWith(
                Stream.of(models).map(model -> model.id().toString()).toList());
        return photo;
    }

    private List<String> keys() {
        return matcher.entries().stream().map(TestRecord::key).toList();
    }

    private static Label label(String id, LabelKind kind, IdentityEvent event) {
        return Label.newBuilder()
                .setLabelId(id)
                .setKind(kind)
                .setActor("operator")
                .setSaidAt(at(10_000))
                .setEventId(event.getEventId())
                .setCameraId(event.getCameraId())
                .setTrackId(event.getTrackId())
                .setHomePartition(0)
                .setPersonId(personId(ADA))
                .build();
    }

    private static <T> T only(List<T> all) {
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
