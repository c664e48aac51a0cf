package io.sightline.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.ModelId;
import io.sightline.core.kafka.BadRecordException;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RollOutTest {
    private static final ModelId A = ModelId.parse("a@1+0123456789ab");
    private static final ModelId B = ModelId.parse("b@1+0123456789ab");
    private static final ModelId C = ModelId.parse("c@1+0123456789ab");
    private static final ModelId D = ModelId.parse("d@1+0123456789ab");

    private RollOut rollOut = RollOut.of(C);

    @Test
    void whileNobodyHasSwitchedTheConfiguredModelDecides() {
        assertThat(rollOut.latest()).isEqualTo(C);
        assertThat(rollOut.at(Instant.EPOCH)).containsExactly(C);
        assertThat(rollOut.decidingAt(Instant.EPOCH)).containsExactly(C);
    }

    @Test
    void shadowsEmbedBesideWhoDecidesFromTheirRecordToTheNext() throws Exception {
        says(D, ModelState.SHADOW);
        says(A, ModelState.SHADOW);
        assertThat(rollOut.at(Instant.EPOCH)).containsExactly(C, A, D);
        assertThat(rollOut.decidingAt(Instant.EPOCH)).containsExactly(C);
        assertThat(rollOut.shadows()).containsExactly(D, A);

        says(D, ModelState.SHADOW);
        assertThat(rollOut.shadows()).containsExactly(D, A);

        says(D, ModelState.RETIRED);
        rollOut = rollOut.with(A.toString(), null);
        assertThat(rollOut.at(Instant.EPOCH)).containsExactly(C);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNSPECIFIED", "CANDIDATE", "ACTIVE", "RETIRED"})
    void noOtherStateMakesAModelEmbed(ModelState state) throws Exception {
        says(A, state);

        assertThat(rollOut.at(Instant.EPOCH)).containsExactly(C);
    }

    /** C from the beginning, B from 100, C until 150. */
    @ParameterizedTest
    @CsvSource({"0, c, b", "99, c, b", "100, b, c", "149, b, c", "150, b, ''", "9999, b, ''"})
    void whoDecidesFollowsFromTheCaptureTime(long time, String first, String other) throws Exception {
        switched(ModelRecords.from(C, 0, 0), ModelRecords.from(B, 100, 150));

        var names = rollOut.at(Instant.ofEpochMilli(time)).stream()
                .map(ModelId::name)
                .toList();

        assertThat(names.get(0)).isEqualTo(first);
        assertThat(names.size() > 1 ? names.get(1) : "").isEqualTo(other);
    }

    @Test
    void beforeItsTimeTheLatestEmbedsButDoesNotDecide() throws Exception {
        switched(ModelRecords.from(C, 0, 0), ModelRecords.from(B, 100, 150));

        assertThat(rollOut.decidingAt(Instant.ofEpochMilli(99))).containsExactly(C);
        assertThat(rollOut.decidingAt(Instant.ofEpochMilli(100))).containsExactly(B, C);
        assertThat(rollOut.decidingAt(Instant.ofEpochMilli(150))).containsExactly(B);
        assertThat(rollOut.latest()).isEqualTo(B);
    }

    @Test
    void afterTwoQuickSwitchesAllDecideWhoStillHaveTracks() throws Exception {
        switched(ModelRecords.from(A, 0, 0), ModelRecords.from(B, 100, 200), ModelRecords.from(C, 150, 250));

        assertThat(rollOut.at(Instant.ofEpochMilli(120))).containsExactly(B, A, C);
        assertThat(rollOut.at(Instant.ofEpochMilli(160))).containsExactly(C, A, B);
        assertThat(rollOut.at(Instant.ofEpochMilli(220))).containsExactly(C, B);
        assertThat(rollOut.at(Instant.ofEpochMilli(250))).containsExactly(C);
    }

    @Test
    void rolledBackTheFormerDecidesAgain() throws Exception {
        switched(ModelRecords.from(A, 0, 0), ModelRecords.from(B, 100, 200), ModelRecords.from(A, 300, 400));

        assertThat(rollOut.at(Instant.ofEpochMilli(250))).containsExactly(B, A);
        assertThat(rollOut.at(Instant.ofEpochMilli(350))).containsExactly(A, B);
        assertThat(rollOut.at(Instant.ofEpochMilli(400))).containsExactly(A);
    }

    @Test
    void whatWasCapturedBeforeTheFirstSwitchIsTheFirstModels() throws Exception {
        switched(ModelRecords.from(A, 50, 0), ModelRecords.from(B, 100, 200));

        assertThat(rollOut.at(Instant.ofEpochMilli(10))).containsExactly(A, B);
    }

    @Test
    void withoutThePointerTheConfiguredModelDecidesAgain() throws Exception {
        switched(ModelRecords.from(A, 0, 0), ModelRecords.from(B, 100, 200));
        rollOut = rollOut.with(Topics.ACTIVE_MODEL, null);

        assertThat(rollOut.at(Instant.ofEpochMilli(150))).containsExactly(C);
    }

    @Test
    void aRecordThatNamesNoModelIsRefused() {
        assertThatThrownBy(() -> rollOut.with("nonsense", ModelRecords.state(A, ModelState.SHADOW)))
                .isInstanceOf(BadRecordException.class)
                .hasMessageContaining("nonsense");
        assertThatThrownBy(() -> rollOut.with(null, ModelRecords.state(A, ModelState.SHADOW)))
                .isInstanceOf(BadRecordException.class);
        var pointer = ModelRecords.pointer(ModelRecords.from(A, 0, 0));
        pointer.getSwitches().get(0).getSpace().setModelId("nonsense");
        assertThatThrownBy(() -> rollOut.with(Topics.ACTIVE_MODEL, pointer))
                .isInstanceOf(BadRecordException.class)
                .hasMessageContaining("nonsense");
    }

    private void says(ModelId model, ModelState state) throws BadRecordException {
        rollOut = rollOut.with(model.toString(), ModelRecords.state(model, state));
    }

    private void switched(ModelSwitch... switches) throws BadRecordException {
        rollOut = rollOut.with(Topics.ACTIVE_MODEL, ModelRecords.pointer(switches));
    }
}
