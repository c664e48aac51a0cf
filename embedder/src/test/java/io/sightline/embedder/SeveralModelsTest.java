package io.sightline.embedder;

import static io.sightline.embedder.CropRecords.clock;
import static io.sightline.embedder.CropRecords.copy;
import static io.sightline.embedder.CropRecords.ended;
import static io.sightline.embedder.CropRecords.enroll;
import static io.sightline.embedder.CropRecords.live;
import static io.sightline.embedder.CropRecords.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.ModelId;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.stage.Inbound;
import io.sightline.core.testkit.RecordingOutput;
import io.sightline.models.testkit.TestBundles;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Crop;
import io.sightline.schemas.avro.CropRef;
import io.sightline.schemas.avro.EnrollmentResult;
import io.sightline.schemas.avro.FaceEmbedding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stage makes of crops when there are several models. */
final class SeveralModelsTest {
    @TempDir
    private Path folder;

    private final RecordingOutput output = new RecordingOutput();
    private final AtomicLong nanos = new AtomicLong(1);
    private final ModelShelf shelf = new ModelShelf(nanos::get);
    private final EmbedStage stage = new EmbedStage(shelf);
    private final Map<ModelId, EmbeddingModel> loaded = new HashMap<>();
    private final Map<ModelId, ModelSet.Failure> failed = new HashMap<>();
    private FakeModels models;
    private ModelId active;
    private ModelId shadow;

    @BeforeEach
    void load() throws IOException {
        models = new FakeModels(folder);
        active = models.make(1);
        shadow = models.make(2);
        loaded.put(active, models.load(active, FakeModels.ones()));
        loaded.put(shadow, models.load(shadow, FakeModels.ones()));
    }

    @AfterEach
    void close() {
        stage.close();
        assertThat(models.open).isEmpty();
    }

    @Test
    void eachFaceIsSentOncePerModelInItsPlaceWhoDecidesFirst() throws Exception {
        inShadow(shadow);

        stage.process(List.of(live(0, 1), clock(1), live(2, 2), ended(3)), output);

        assertThat(output.sent()).extracting(s -> s.cause().offset()).containsExactly(0L, 0L, 1L, 2L, 2L, 3L);
        assertThat(output.sent()).extracting(RecordingOutput.Sent::key).containsOnly("lobby");
        assertThat(sentModels())
                .containsExactly(
                        active.toString(), shadow.toString(), null, active.toString(), shadow.toString(), null);
        assertThat(sent().get(1).getCrop()).isEqualTo(new CropRef(3, 0L));
        assertThat(sent().get(1).getFace()).isEqualTo(sent().get(0).getFace());
        assertThat(output.rejected()).isEmpty();
        // Two faces at once for each model, not one after the other.
        assertThat(models.batches).containsExactly(2, 2);
    }

    @Test
    void clocksSayWithWhichModelsTheFacesAroundThemAreEmbedded() throws Exception {
        inShadow(shadow);

        stage.process(List.of(live(0, 1), clock(1), ended(2)), output);

        assertThat(sent())
                .extracting(FaceEmbedding::getEmbeddedWith)
                .containsExactly(List.of(), List.of(), List.of(active.toString(), shadow.toString()), List.of());
    }

    @Test
    void whoDecidesChangesAtTheTimeOfTheSwitchWithinABatch() throws Exception {
        switched(1_003, 1_005);

        stage.process(List.of(live(2, 1), live(3, 1), live(4, 1), live(5, 1), clock(6)), output);

        assertThat(sentModels())
                .containsExactly(
                        active.toString(),
                        shadow.toString(),
                        shadow.toString(),
                        active.toString(),
                        shadow.toString(),
                        active.toString(),
                        shadow.toString(),
                        null);
        assertThat(sent().get(7).getEmbeddedWith()).containsExactly(shadow.toString());
        assertThat(shelf.deciders()).containsKeys(active, shadow);
    }

    @Test
    void aShadowThatIsNotInMemoryIsLeftOutAndNobodyWaitsForIt() throws Exception {
        ModelId absent = models.make(3);
        inShadow(shadow, absent);

        stage.process(List.of(live(0, 1), clock(1)), output);

        assertThat(sentModels()).containsExactly(active.toString(), shadow.toString(), null);
        assertThat(sent().get(2).getEmbeddedWith()).containsExactly(active.toString(), shadow.toString());
    }

    @Test
    void enrolmentsAreEmbeddedWithAllAndCopiesWithTheirOneModel() throws Exception {
        ModelId other = models.make(3);
        loaded.put(other, models.load(other, FakeModels.ones()));
        inShadow(shadow);

        stage.process(List.of(enroll(0, "ada", 1), copy(1, "bob", 2, other.toString())), output);

        assertThat(sentModels()).containsExactly(active.toString(), shadow.toString(), other.toString());
        assertThat(output.sent()).extracting(RecordingOutput.Sent::key).containsExactly("ada", "ada", "bob");
        assertThat(sent().get(2).getEnrollment().getCopyOf().getToModelId()).isEqualTo(other.toString());
        assertThat(shelf.copied()).containsOnlyKeys(other);
    }

    @Test
    void aCropThatIsOnlyToBeKeptIsEmbeddedWithNone() throws Exception {
        Inbound<Crop> kept = copy(0, "ada", 1, "none");
        kept.value().getEnrollment().getCopyOf().setFromModelId("none");
        inShadow(shadow);

        stage.process(List.of(kept, live(1, 2)), output);

        assertThat(output.rejected()).isEmpty();
        assertThat(output.sent())
                .extracting(RecordingOutput.Sent::key)
                .doesNotContain("ada")
                .isNotEmpty();
    }

    @Test
    void eachRecordOfAPhotoNamesTheModelsThatMadeAVectorOfIt() throws Exception {
        ModelId absent = models.make(3);
        inShadow(shadow, absent);

        stage.process(List.of(enroll(0, "ada", 1), live(1, 2)), output);

        List<String> both = List.of(active.toString(), shadow.toString());
        assertThat(sent())
                .extracting(FaceEmbedding::getEmbeddedWith)
                .as("cameras' faces do not carry it: their clocks do")
                .containsExactly(both, both, List.of(), List.of());
    }

    @Test
    void aCopyForAModelThatIsNotThereIsDeadLetteredAndNobodyIsAnswered() throws Exception {
        ModelId absent = models.make(3);
        failed.put(absent, new ModelSet.Failure("There is no model " + absent, nanos.get(), true));
        inShadow(shadow);

        stage.process(List.of(copy(0, "ada", 1, absent.toString()), copy(1, "bob", 2, "nonsense"), live(2, 1)), output);

        assertThat(output.rejected()).extracting(r -> r.record().offset()).containsExactly(0L, 1L);
        assertThat(output.rejected())
                .extracting(RecordingOutput.Rejected::reason)
                .containsOnly("UNKNOWN_MODEL");
        assertThat(output.rejected().get(0).message()).contains("There is no model " + absent);
        assertThat(output.rejected().get(1).message()).contains("nonsense");
        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS)).isEmpty();
        assertThat(sent()).hasSize(2);
    }

    @Test
    void aCopyWaitsForAModelThatWasNotTriedLatelyAndNothingIsSentBefore() throws Exception {
        ModelId absent = models.make(3);
        failed.put(absent, new ModelSet.Failure("There was no model", nanos.get(), true));
        inShadow(shadow);
        nanos.addAndGet(ModelShelf.FRESH.toNanos());
        var batch = List.of(live(0, 1), copy(1, "ada", 1, absent.toString()));

        assertThatThrownBy(() -> stage.process(batch, output)).isInstanceOf(DependencyAwayException.class);

        assertThat(output.sent()).isEmpty();
        assertThat(output.rejected()).isEmpty();
        assertThat(shelf.copied()).containsOnlyKeys(absent);
        loaded.put(absent, models.load(absent, FakeModels.ones()));
        failed.clear();
        inShadow(shadow);
        stage.process(batch, output);
        assertThat(sentModels()).containsExactly(absent.toString(), active.toString(), shadow.toString());
    }

    @Test
    void whileItIsNotKnownWhoDecidesOrThatModelIsNotThereNoCropIsTaken() {
        var batch = List.of(live(0, 1), clock(1));
        assertThatThrownBy(() -> stage.process(batch, output))
                .isInstanceOf(DependencyAwayException.class)
                .hasMessageContaining("not known yet");

        loaded.remove(active).close();
        failed.put(active, new ModelSet.Failure("There is no model " + active, nanos.get(), true));
        inShadow(shadow);
        assertThatThrownBy(() -> stage.process(batch, output))
                .isInstanceOf(DependencyAwayException.class)
                .hasMessageContaining("There is no model " + active);
        assertThat(output.sent()).isEmpty();
    }

    @Test
    void aFormerIsAwaitedAndLeftOutOnlyWhenItCannotBeLoaded() throws Exception {
        loaded.remove(active).close();
        switched(1_000, 2_000);
        assertThatThrownBy(() -> stage.process(List.of(live(0, 1)), output))
                .isInstanceOf(DependencyAwayException.class);
        assertThat(shelf.deciders()).containsKey(active);

        failed.put(active, new ModelSet.Failure("There is no model " + active, nanos.get(), true));
        switched(1_000, 2_000);
        stage.process(List.of(live(0, 1)), output);

        assertThat(sentModels()).containsExactly(shadow.toString());
    }

    @Test
    void aCropThatNoModelCanUseIsDeadLetteredOnce() throws Exception {
        inShadow(shadow);

        stage.process(List.of(with(live(0, 1), c -> c.setImage(ByteBuffer.allocate(3))), live(1, 1)), output);

        assertThat(output.rejected()).hasSize(1);
        assertThat(sentModels()).containsExactly(active.toString(), shadow.toString());
    }

    @Test
    void whatOnlyAShadowRefusesIsDeadLetteredOnceAndSentOfTheOthers() throws Exception {
        replace(shadow, new float[TestBundles.TINY_DIMENSION]);
        inShadow(shadow);

        stage.process(List.of(live(0, 1), enroll(1, "ada", 2)), output);

        assertThat(sentModels()).containsExactly(active.toString(), active.toString());
        assertThat(output.rejected()).extracting(r -> r.record().offset()).containsExactly(1L, 0L);
        assertThat(output.rejected().get(0).message()).contains("Model " + shadow);
        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS)).isEmpty();
    }

    @Test
    void whatTheDecidingModelRefusesIsNotSentOfTheOthersEither() throws Exception {
        replace(active, new float[TestBundles.TINY_DIMENSION]);
        inShadow(shadow);

        stage.process(List.of(live(0, 1), enroll(1, "ada", 2)), output);

        assertThat(sent()).isEmpty();
        assertThat(output.rejected()).hasSize(2);
        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS)).hasSize(1);
    }

    @Test
    void aShadowThatFailsWhileItComputesIsTakenOffAndTheOthersGoOn() throws Exception {
        var asked = fails(shadow, "out of memory", n -> true);
        inShadow(shadow);

        stage.process(List.of(live(0, 1), clock(1)), output);
        stage.process(List.of(live(2, 1), clock(3)), output);

        assertThat(sentModels()).containsExactly(active.toString(), null, active.toString(), null);
        assertThat(sent().get(1).getEmbeddedWith()).containsExactly(active.toString());
        assertThat(shelf.broken().get(shadow)).contains("out of memory");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aFaceThatTheDecidingModelFailsOnIsDeadLetteredAndTheOthersAreEmbedded() throws Exception {
        // Asked of all three together, then of each.
        fails(active, "odd face", n -> n == 1 || n == 3);
        inShadow(shadow);

        stage.process(List.of(live(0, 1), live(1, 2), live(2, 3), clock(3)), output);

        assertThat(sent()).hasSize(5);
        assertThat(output.sent()).extracting(s -> s.cause().offset()).containsExactly(0L, 0L, 2L, 2L, 3L);
        assertThat(sent().get(4).getEmbeddedWith()).containsExactly(active.toString(), shadow.toString());
        assertThat(output.rejected()).hasSize(1);
        assertThat(output.rejected().get(0).record().offset()).isEqualTo(1);
        assertThat(output.rejected().get(0).reason()).isEqualTo("UNUSABLE_CROP");
        assertThat(output.rejected().get(0).message()).contains(active.toString(), "odd face");
        assertThat(shelf.broken()).isEmpty();
    }

    @Test
    void whoeverEnrolsIsToldThatTheDecidingModelFailsOnThePhoto() throws Exception {
        fails(active, "odd face", n -> n == 1 || n == 2);

        inShadow();
        stage.process(List.of(enroll(0, "ada", 1), enroll(1, "bob", 2)), output);

        assertThat(sent()).hasSize(1);
        assertThat(output.sentTo(Topics.ENROLLMENT_RESULTS))
                .extracting(EnrollmentResult::getPersonId)
                .containsExactly("ada");
    }

    @Test
    void thatTheDecidingModelFailsOnEveryFaceIsTheEnginesFaultAndLosesNone() throws Exception {
        fails(active, "broken", n -> true);
        inShadow(shadow);
        var unreadable = with(live(2, 1), c -> c.setImage(ByteBuffer.allocate(3)));

        for (var batch : List.of(List.of(live(0, 1)), List.of(live(0, 1), live(1, 2), unreadable))) {
            assertThatThrownBy(() -> stage.process(batch, output))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
        }
        assertThat(output.sent()).isEmpty();
        assertThat(output.rejected()).isEmpty();
    }

    /**
     * Has a model fail once it is opened.
     *
     * @param when given how often it was asked for a vector since then, this time included
     * @return how often it was asked
     */
    private AtomicInteger fails(ModelId id, String message, IntPredicate when) {
        var asked = new AtomicInteger(Integer.MIN_VALUE);
        loaded.remove(id).close();
        loaded.put(id, models.load(id, () -> {
            int times = asked.incrementAndGet();
            if (times > 0 && when.test(times)) {
                throw new IllegalStateException(message);
            }
            return FakeModels.ones();
        }));
        asked.set(0);
        return asked;
    }

    @Test
    void aModelThatIsTakenOffIsClosedWhenTheBatchThatUsesItIsDone() throws Exception {
        inShadow(shadow);
        Thread follower;
        try (var use = shelf.use()) {
            loaded.keySet().remove(shadow);
            follower = new Thread(this::inShadow);
            follower.start();
            follower.join(200);
            assertThat(models.open).contains(shadow);
            assertThat(use.at(Instant.EPOCH)).hasSize(2);
        }
        follower.join(10_000);
        assertThat(models.open).containsExactly(active);
    }

    private void replace(ModelId id, float[] vector) {
        loaded.remove(id).close();
        loaded.put(id, models.load(id, vector));
    }

    private void inShadow(ModelId... shadows) {
        shelf.put(new ModelSet(new RollOut(active, List.of(), List.of(shadows)), loaded, failed));
    }

    /** From active to shadow. */
    private void switched(long activeFrom, long formerUntil) {
        var switches = List.of(
                new RollOut.Switch(active, Instant.EPOCH, Instant.EPOCH),
                new RollOut.Switch(shadow, Instant.ofEpochMilli(activeFrom), Instant.ofEpochMilli(formerUntil)));
        shelf.put(new ModelSet(new RollOut(active, switches, List.of()), loaded, failed));
    }

    private List<FaceEmbedding> sent() {
        return output.sentTo(Topics.EMBEDDINGS);
    }

    private List<String> sentModels() {
        List<String> names = new ArrayList<>();
        sent().forEach(embedding -> names.add(embedding.getModelId()));
        return names;
    }
}
