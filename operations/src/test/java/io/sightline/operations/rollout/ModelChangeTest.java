package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static io.sightline.operations.rollout.Records.NOON;
import static io.sightline.operations.rollout.Records.SPACE_A;
import static io.sightline.operations.rollout.Records.SPACE_B;
import static io.sightline.operations.rollout.Records.WORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.schemas.Topics;
import io.sightline.schemas.avro.Calibration;
import io.sightline.schemas.avro.ModelRecord;
import io.sightline.schemas.avro.ModelState;
import io.sightline.schemas.avro.ModelSwitch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelChangeTest {
    private static final Calibration CALIBRATION = new Calibration(0.8f, 0.1f, 1e-4, 1000L, Map.of("lobby", 0.7f));

    private final ModelRegister empty = Records.register(Map.of());

    @Test
    void withoutARecordTheModelOfTheSettingsDecides() {
        assertThat(empty.active()).contains(A);
        assertThat(empty.state(A)).isEqualTo(ModelState.ACTIVE);
        assertThat(empty.state(B)).isEqualTo(ModelState.UNSPECIFIED);
        assertThat(empty.former()).isEmpty();
    }

    @Test
    void theFirstSwitchSaysWithWhichModelTheSystemBegan() {
        ModelRegister shadowed = Records.with(empty, ModelChange.state(empty, SPACE_B, ModelState.SHADOW, WORD, false));
        ModelRegister switched = Records.with(shadowed, ModelChange.activation(shadowed, SPACE_A, SPACE_B, WORD, true));

        assertThat(switched.switches())
                .extracting(s -> s.getSpace().getModelId())
                .containsExactly(A, B);
        ModelSwitch last = switched.lastSwitch().orElseThrow();
        assertThat(last.getActiveFrom()).isEqualTo(NOON.plus(ModelChange.NOTICE));
        assertThat(last.getFormerUntil()).isEqualTo(last.getActiveFrom().plus(Duration.ofMinutes(10)));
        assertThat(last.getForced()).isTrue();
        assertThat(last.getActor()).isEqualTo("ada");
        assertThat(switched.active()).contains(B);
        assertThat(switched.former()).contains(A);
        assertThat(switched.state(A)).isEqualTo(ModelState.RETIRED);
        assertThat(switched.record(B).orElseThrow().getState()).isEqualTo(ModelState.ACTIVE);
    }

    @Test
    void aSwitchBackIsASwitchLikeAnyOther() {
        ModelRegister there = Records.with(empty, ModelChange.activation(empty, SPACE_A, SPACE_B, WORD, false));
        ModelRegister back = Records.with(there, ModelChange.activation(there, SPACE_B, SPACE_A, WORD, false));

        assertThat(back.switches()).extracting(s -> s.getSpace().getModelId()).containsExactly(A, B, A);
        assertThat(back.active()).contains(A);
        assertThat(back.former()).contains(B);
        assertThat(back.state(B)).isEqualTo(ModelState.RETIRED);
    }

    @Test
    void switchesStayInOrderThoughAClockWasSetBack() {
        ModelRegister there = Records.with(empty, ModelChange.activation(empty, SPACE_A, SPACE_B, WORD, false));
        var earlier = new Word("ada", NOON.minusSeconds(60), "");
        ModelRegister back = Records.with(there, ModelChange.activation(there, SPACE_B, SPACE_A, earlier, false));

        List<ModelSwitch> switches = back.switches();
        assertThat(switches.get(2).getActiveFrom()).isAfter(switches.get(1).getActiveFrom());
    }

    @Test
    void aCalibrationOutlivesARollOutAndTheOtherWayRound() {
        ModelRegister calibrated = Records.with(empty, ModelChange.calibration(empty, B, CALIBRATION, WORD));
        ModelRegister measured = Records.with(
                calibrated, ModelChange.candidate(calibrated, SPACE_B, Map.of("lfw.accuracy", 0.99), WORD));
        ModelRegister shadowed = Records.with(
                measured,
                ModelChange.state(measured, SPACE_B, ModelState.SHADOW, new Word("bob", NOON, "to see"), false));

        ModelRecord record = shadowed.record(B).orElseThrow();
        assertThat(record.getCalibration()).isEqualTo(CALIBRATION);
        assertThat(record.getMetrics()).containsEntry("lfw.accuracy", 0.99);
        assertThat(record.getSpace()).isEqualTo(SPACE_B);
        assertThat(record.getReason()).isEqualTo("to see");

        var other = new Calibration(0.7f, 0.1f, 1e-4, 2000L, Map.of());
        var later = new Word("carol", NOON.plusSeconds(9), "");
        ModelRecord again = Records.with(shadowed, ModelChange.calibration(shadowed, B, other, later))
                .record(B)
                .orElseThrow();
        assertThat(again.getCalibration()).isEqualTo(other);
        assertThat(again.getState()).isEqualTo(ModelState.SHADOW);
        assertThat(again.getActor()).as("who set the state").isEqualTo("bob");
        assertThat(again.getChangedAt()).as("and when").isEqualTo(NOON);
        assertThat(again.getMetrics()).containsEntry("lfw.accuracy", 0.99);
    }

    @Test
    void whoDecidesIsSaidByThePointerAlone() {
        Map<String, ModelRecord> change = ModelChange.activation(empty, SPACE_A, SPACE_B, WORD, false);
        ModelRegister pointerOnly = Records.register(Map.of(Topics.ACTIVE_MODEL, change.get(Topics.ACTIVE_MODEL)));
        assertThat(pointerOnly.active()).contains(B);

        ModelRegister statesOnly = Records.register(Map.of(A, change.get(A), B, change.get(B)));
        assertThat(statesOnly.active()).contains(A);
        assertThat(statesOnly.state(B)).as("it says ACTIVE and is not").isEqualTo(ModelState.RETIRED);
    }

    @Test
    void whoDecidedOnceIsRememberedThroughAllSwitches() {
        assertThat(empty.hasDecided(A)).as("the settings name it").isTrue();
        assertThat(empty.hasDecided(B)).isFalse();

        ModelRegister there = Records.with(empty, ModelChange.activation(empty, SPACE_A, SPACE_B, WORD, false));
        ModelRegister back = Records.with(there, ModelChange.activation(there, SPACE_B, SPACE_A, WORD, false));

        assertThat(there.hasDecided(A)).isTrue();
        assertThat(back.hasDecided(B)).isTrue();
        assertThat(back.hasDecided("c@1+222222222222")).isFalse();
    }

    @Test
    void whoBelievesThatTheFormerModelStillDecidesIsToldWhichDoes() {
        empty.requireActive(A);
        assertThatThrownBy(() -> empty.requireActive(B))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the system runs with " + A);

        ModelRegister there = Records.with(empty, ModelChange.activation(empty, SPACE_A, SPACE_B, WORD, false));

        there.requireActive(B);
        assertThatThrownBy(() -> there.requireActive(A))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(A + " decides no more: ada let " + B + " decide, from 2026-05-01T12:00:05Z on");
    }

    @Test
    void aSecondRollbackDoesNotBringBackUnaskedWhatWasLeft() {
        assertThatThrownBy(empty::backTo).isInstanceOf(UserError.class).hasMessageContaining("No model was promoted");
        ModelRegister there = Records.with(empty, ModelChange.activation(empty, SPACE_A, SPACE_B, WORD, false));
        ModelRegister back = Records.with(there, ModelChange.activation(there, SPACE_B, SPACE_A, WORD, false));

        assertThat(there.backTo()).isEqualTo(A);
        assertThatThrownBy(back::backTo)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("from " + B + " to " + A)
                .hasMessageContaining("To let " + B + " decide again");
    }
}
