package io.sightline.matcher;

import static io.sightline.matcher.Recorded.MODEL;
import static io.sightline.matcher.Recorded.NEXT;
import static io.sightline.matcher.Recorded.at;
import static io.sightline.matcher.Said.change;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.ModelId;
import io.sightline.schemas.avro.ModelSwitch;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSwitchesTest {
    private static final ActiveModel THIRD = new ActiveModel(ModelId.parse("third-net@1+ffffffffffff"), 32, 0.7, 0.1);

    @Test
    void aTrackIsDecidedByTheModelThatWasActiveWhenItBegan() {
        ModelSwitches switches = switches(change(MODEL, 0, 0), change(NEXT, 100, 700));

        assertThat(switches.decidingAt(at(-50))).as("before the first").isEqualTo(MODEL);
        assertThat(switches.decidingAt(at(99.999))).isEqualTo(MODEL);
        assertThat(switches.decidingAt(at(100))).isEqualTo(NEXT);
    }

    @Test
    void theFormerModelIsSuppliedUntilItEnds() {
        ModelSwitches switches = switches(change(MODEL, 0, 0), change(NEXT, 100, 700));

        assertThat(switches.isSupplied(MODEL, millis(699.999))).isTrue();
        assertThat(switches.isSupplied(MODEL, millis(700))).isFalse();
        assertThat(switches.isSupplied(NEXT, millis(700))).isTrue();
        assertThat(switches.isSupplied(NEXT, millis(99)))
                .as("a shadow decides nothing")
                .isFalse();
    }

    @Test
    void aSwitchBackMakesTheFormerDecideAgain() {
        ModelSwitches switches = switches(change(MODEL, 0, 0), change(NEXT, 100, 700), change(MODEL, 200, 800));

        assertThat(switches.decidingAt(at(150))).isEqualTo(NEXT);
        assertThat(switches.decidingAt(at(200))).isEqualTo(MODEL);
        assertThat(switches.isSupplied(NEXT, millis(799))).isTrue();
        assertThat(switches.isSupplied(NEXT, millis(800))).isFalse();
        assertThat(switches.isSupplied(MODEL, millis(900))).isTrue();
    }

    @Test
    void whoWasReplacedLongBeforeTheLastSwitchIsOutOfUse() {
        ModelSwitches longAgo = switches(change(MODEL, 0, 0), change(NEXT, 100, 700), change(THIRD, 90_000, 90_600));
        ModelSwitches justNow = switches(change(MODEL, 0, 0), change(NEXT, 100, 700), change(THIRD, 300, 900));

        assertThat(longAgo.recent().models().values()).containsExactly(NEXT, THIRD);
        assertThat(justNow.recent().models().values()).containsExactly(MODEL, NEXT, THIRD);
    }

    @Test
    void switchesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new ModelSwitches(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> switches(change(NEXT, 100, 700), change(MODEL, 0, 0)))
                .isInstanceOf(IllegalArgumentException.class);
        ModelSwitch impossible = change(MODEL, 0, 0);
        impossible.getSpace().setThreshold(3);
        assertThatThrownBy(() -> switches(impossible)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ModelSwitches switches(ModelSwitch... switches) {
        return ModelSwitches.of(Said.pointer(switches));
    }

    private static long millis(double seconds) {
        return at(seconds).toEpochMilli();
    }
}
