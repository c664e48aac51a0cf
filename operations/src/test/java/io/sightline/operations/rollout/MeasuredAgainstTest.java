package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredAgainstTest {
    private final MeasuredAgainst lfw = new MeasuredAgainst(A, "LFW", 1e-3, 0.9, 0.95, 0.03, 0.07, true);
    private final MeasuredAgainst own =
            new MeasuredAgainst(A, "people of 9 on May", 1e-1, 0.9, 0.85, -0.1, -0.01, false);

    @Test
    void isFoundAgainAmongTheFiguresOfARecord() {
        Map<String, Double> figures = new HashMap<>(Map.of("lfw.accuracy", 0.9));
        figures.putAll(lfw.figures());
        figures.putAll(own.figures());

        assertThat(MeasuredAgainst.in(figures, A)).containsExactlyInAnyOrder(lfw, own);
        assertThat(MeasuredAgainst.in(figures, B)).as("against another").isEmpty();
        assertThat(figures.keySet()).filteredOn(f -> !MeasuredAgainst.isOne(f)).containsExactly("lfw.accuracy");
    }

    @Test
    void thoseWithEveryOtherModelAreFound() {
        var withB = new MeasuredAgainst(B, "on the stairs on Monday", 1e-2, 0.5, 0.6, 0.05, 0.15, true);
        Map<String, Double> figures = new HashMap<>(withB.figures());
        figures.putAll(own.figures());

        assertThat(MeasuredAgainst.in(figures)).containsExactly(own, withB);
        assertThat(withB.words(B)).contains("on on the stairs on Monday, TAR at FAR 1e-2: 60.00%, " + B + " 50.00%");
    }

    @Test
    void saysTheFiguresInASentence() {
        assertThat(own.words())
                .isEqualTo("on people of 9 on May, TAR at FAR 1e-1: 85.00%, the active model 90.00%; difference -5.00"
                        + " points (95%: -10.00 to -1.00)");
    }
}
