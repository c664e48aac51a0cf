package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static io.sightline.operations.rollout.Records.SPACE_B;
import static io.sightline.operations.rollout.Records.WORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.schemas.avro.ModelState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObjectionsTest {
    private final ModelRegister empty = Records.register(Map.of());
    private final ModelRegister shadow =
            Records.with(empty, ModelChange.state(empty, SPACE_B, ModelState.SHADOW, WORD, false));

    @Test
    void aModelOfWhichNothingIsKnownLacksBothTheShadowAndFigures() {
        assertThat(Objections.to(B, A, empty))
                .satisfiesExactly(
                        state -> assertThat(state).startsWith("It is no candidate yet"),
                        figures -> assertThat(figures).contains("was never measured beside the active model " + A));
    }

    @Test
    void inTheShadowAndAsGoodThereIsNone() {
        var measured = new MeasuredAgainst(A, "lfw", 1e-3, 0.9, 0.95, 0.03, 0.07, true);
        ModelRegister ready = Records.with(shadow, ModelChange.metrics(shadow, SPACE_B, measured.figures(), WORD));

        assertThat(Objections.to(B, A, ready)).isEmpty();
    }

    @Test
    void onlyTheFiguresOnWhichItFallsShortAreNamed() {
        var good = new MeasuredAgainst(A, "lfw", 1e-3, 0.9, 0.95, 0.03, 0.07, true);
        var bad = new MeasuredAgainst(A, "lobby", 1e-3, 0.9, 0.8, -0.2, -0.07, false);
        ModelRegister first = Records.with(shadow, ModelChange.metrics(shadow, SPACE_B, good.figures(), WORD));
        ModelRegister both = Records.with(first, ModelChange.metrics(first, SPACE_B, bad.figures(), WORD));

        assertThat(Objections.to(B, A, both))
                .satisfiesExactly(
                        figures -> assertThat(figures).contains("on lobby").doesNotContain("on lfw"));
    }
}
