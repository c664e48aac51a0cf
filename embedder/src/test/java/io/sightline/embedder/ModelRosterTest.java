package io.sightline.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sightline.core.ModelId;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.core.kafka.DependencyAwayException;
import io.sightline.core.service.Health;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelRosterTest {
    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong(1);
    private final ModelShelf shelf = new ModelShelf(nanos::get);
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Health.Component health = new Health().component("models");
    private FakeModels models;
    private ModelId configured;
    private ModelId candidate;
    private ModelId third;
    private ModelId fourth;
    private ModelRoster roster;

    @BeforeEach
    void make() throws IOException {
        models = new FakeModels(folder);
        configured = models.make(1);
        candidate = models.make(2);
        third = models.make(3);
        fourth = models.make(4);
        roster = new ModelRoster(
                models.load(configured, FakeModels.ones()), models::tryToLoad, shelf, 3, metrics, health, nanos::get);
    }

    @AfterEach
    void closeAll() {
        roster.open();
        roster.tend();
        shelf.close();
        assertThat(models.open).isEmpty();
    }

    @Test
    void beforeTheTopicWasReadToItsEndNothingIsThere() throws Exception {
        says(candidate, ModelState.SHADOW);
        roster.tend();

        assertThat(models.attempts).isEmpty();
        assertThat(health.fault()).isPresent();
        assertThatThrownBy(shelf::use).hasMessageContaining("not known yet");
    }

    @Test
    void theConfiguredModelDecidesWhereNobodyHasSwitchedAndIsNotLoadedAgain() throws Exception {
        open();

        assertThat(now()).containsExactly(configured);
        assertThat(models.attempts).isEmpty();
        assertThat(health.fault()).isEmpty();
        assertThat(gauge(configured, "active")).isEqualTo(1);
    }

    @Test
    void aShadowIsLoadedAndClosedAMinuteAfterItIsRetired() throws Exception {
        open();
        says(candidate, ModelState.SHADOW);
        roster.tend();
        assertThat(now()).containsExactly(configured, candidate);
        assertThat(gauge(candidate, "shadow")).isEqualTo(1);

        says(candidate, ModelState.RETIRED);
        roster.tend();
        assertThat(now()).containsExactly(configured);
        assertThat(models.open).contains(candidate);
        pass(ModelRoster.LINGERING.plusMillis(1));
        assertThat(models.open).containsExactly(configured);
        assertThat(metrics.find("sightline.embedder.models")
                        .tag("model", candidate.toString())
                        .gauge())
                .isNull();
    }

    @Test
    void aPromotionWhoseRecordsComeOneByOneNeitherClosesNorLoadsAnything() throws Exception {
        open();
        says(candidate, ModelState.SHADOW);
        roster.tend();
        models.attempts.clear();

        says(candidate, ModelState.ACTIVE);
        roster.tend();
        switched(1_000, 2_000);
        roster.tend();
        says(configured, ModelState.RETIRED);
        roster.tend();

        assertThat(at(1_500)).containsExactly(candidate, configured);
        assertThat(models.attempts).isEmpty();
        assertThat(gauge(candidate, "active")).isEqualTo(1);
        assertThat(gauge(configured, "former")).isEqualTo(1);
    }

    @Test
    void theFormerStaysAsLongAsCropsNeedItAndIsClosedAMinuteLater() throws Exception {
        open();
        switched(1_000, 2_000);
        roster.tend();
        for (int i = 0; i < 5; i++) {
            assertThat(at(1_500)).containsExactly(candidate, configured);
            pass(ModelRoster.LINGERING.minusMillis(1));
        }
        for (int i = 0; i < 2; i++) {
            assertThat(at(2_000)).containsExactly(candidate);
            pass(ModelRoster.LINGERING.minusMillis(1));
        }

        assertThat(models.open).containsExactly(candidate);
    }

    @Test
    void whatAnOldCropNeedsIsLoadedWhenItComes() throws Exception {
        switched(1_000, 2_000);
        open();
        pass(ModelRoster.LINGERING.plusMillis(1));
        assertThat(models.open).containsExactly(candidate);

        assertThatThrownBy(() -> at(500)).hasMessageContaining("being loaded");
        roster.tend();

        assertThat(at(500)).containsExactly(configured, candidate);
    }

    @Test
    void anActiveModelThatCannotBeLoadedMakesUnreadyUntilItCan() throws Exception {
        models.missing.put(candidate, "There is no such model");
        open();
        switched(1_000, 2_000);
        roster.tend();

        assertThat(health.fault().orElseThrow()).contains("cannot be loaded: There is no such model");
        assertThat(at(999)).containsExactly(configured);
        assertThatThrownBy(() -> at(1_000)).hasMessageContaining("no such model");
        assertThat(gauge(candidate, "active")).isZero();

        models.missing.clear();
        pass(ModelRoster.RETRY);
        assertThat(health.fault()).isEmpty();
        assertThat(at(1_000)).containsExactly(candidate, configured);
    }

    @Test
    void aShadowThatCannotBeLoadedIsTriedAgainNowAndThenAndCountedAndTheRestGoesOn() throws Exception {
        models.missing.put(candidate, "There is no such model");
        open();
        says(candidate, ModelState.SHADOW);
        says(third, ModelState.SHADOW);
        roster.tend();
        roster.tend();
        roster.tend();

        assertThat(now()).containsExactly(configured, third);
        assertThat(models.attempts).containsExactly(candidate, third);
        assertThat(health.fault()).isEmpty();
        assertThat(gauge(candidate, "shadow")).isZero();
        pass(ModelRoster.RETRY);
        assertThat(metrics.get("sightline.embedder.model.failures")
                        .tag("model", candidate.toString())
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void beyondTheBoundTheLastShadowsAreLeftOutUntilThereIsRoom() throws Exception {
        open();
        says(candidate, ModelState.SHADOW);
        says(third, ModelState.SHADOW);
        says(fourth, ModelState.SHADOW);
        for (int i = 0; i < 4; i++) {
            roster.tend();
        }
        assertThat(now()).containsExactlyInAnyOrder(configured, candidate, third);
        assertThat(gauge(fourth, "shadow")).isZero();
        assertThat(models.attempts).doesNotContain(fourth);

        says(third, ModelState.RETIRED);
        roster.tend();
        roster.tend();

        assertThat(now()).containsExactlyInAnyOrder(configured, candidate, fourth);
        assertThat(models.open).doesNotContain(third);
    }

    @Test
    void theFormerGoesBeforeShadowsAndShadowsGoBeforeCopies() throws Exception {
        open();
        says(candidate, ModelState.SHADOW);
        says(third, ModelState.SHADOW);
        roster.tend();
        roster.tend();
        try (var use = shelf.use()) {
            assertThatThrownBy(() -> use.forCopy(fourth.toString())).hasMessageContaining("being loaded");
        }
        roster.tend();
        try (var use = shelf.use()) {
            assertThatThrownBy(() -> use.forCopy(fourth.toString()))
                    .isInstanceOf(BadRecordException.class)
                    .hasMessageContaining("maxModels");
        }

        roster.apply(
                Topics.ACTIVE_MODEL,
                ModelRecords.pointer(ModelRecords.from(fourth, 0, 0), ModelRecords.from(configured, 1_000, 2_000)));
        roster.tend();
        assertThatThrownBy(() -> at(1_500)).isInstanceOf(DependencyAwayException.class);
        roster.tend();

        assertThat(at(1_500)).contains(configured, candidate, fourth).doesNotContain(third);
    }

    @Test
    void aCopyLoadsAModelThatNobodyElseWants() throws Exception {
        open();
        try (var use = shelf.use()) {
            assertThatThrownBy(() -> use.forCopy(candidate.toString())).hasMessageContaining("being loaded");
        }
        roster.tend();

        try (var use = shelf.use()) {
            assertThat(use.forCopy(candidate.toString()).id()).isEqualTo(candidate);
        }
        assertThat(now()).containsExactly(configured);
        pass(ModelRoster.LINGERING.plusMillis(1));
        pass(ModelRoster.LINGERING.plusMillis(1));
        assertThat(models.open).containsExactly(configured);
    }

    @Test
    void closedWhileItLoadsItClosesWhatItLoaded() throws Exception {
        open();
        says(candidate, ModelState.SHADOW);
        shelf.close();
        roster.tend();

        assertThat(models.open).isEmpty();
    }

    private void open() {
        roster.open();
        roster.tend();
        roster.tend();
    }

    private void says(ModelId model, ModelState state) throws BadRecordException {
        roster.apply(model.toString(), ModelRecords.state(model, state));
    }

    /** From the configured model to the candidate. */
    private void switched(long activeFrom, long formerUntil) throws BadRecordException {
        roster.apply(
                Topics.ACTIVE_MODEL,
                ModelRecords.pointer(
                        ModelRecords.from(configured, 0, 0), ModelRecords.from(candidate, activeFrom, formerUntil)));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        roster.tend();
    }

    private List<ModelId> now() throws Exception {
        return at(9_999_999);
    }

    private List<ModelId> at(long millis) throws Exception {
        try (var use = shelf.use()) {
            return use.at(Instant.ofEpochMilli(millis)).stream()
                    .map(EmbeddingModel::id)
                    .toList();
        }
    }

    private double gauge(ModelId model, String role) {
        return metrics.get("sightline.embedder.models")
                .tag("model", model.toString())
                .tag("role", role)
                .gauge()
                .value();
    }
}
