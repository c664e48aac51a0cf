package io.sightline.operations.rollout;

import static io.sightline.operations.rollout.Records.A;
import static io.sightline.operations.rollout.Records.B;
import static io.sightline.operations.rollout.Records.SPACE_B;
import static io.sightline.operations.rollout.Records.WORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.Embedding;
import io.sightline.operations.timetravel.Progress;
import io.sightline.trainer.evaluation.Assessment;
import io.sightline.trainer.evaluation.PairSet;
import io.sightline.trainer.evaluation.PromotionGate;
import io.sightline.trainer.evaluation.Resampling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** From two models' vectors to the answer that a promotion gets. */
class FiguresTest {
    private static final Resampling SHORT = new Resampling(100, 1);
    private static final List<String> PEOPLE =
            IntStream.range(0, 120).mapToObj(i -> "person-" + i / 6).toList();
    private static final PairSet PAIRS = PairSet.ofPeople(PEOPLE, PEOPLE, 10, 1);

    private final List<String> said = new ArrayList<>();
    private final Dialogue dialogue = new Dialogue() {
        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public boolean confirms(String question) {
            throw new AssertionError("Nobody is asked about figures: " + question);
        }

        @Override
        public Progress copying() {
            throw new AssertionError("Nothing is copied before the figures are looked at");
        }
    };

    /** @param spread of a person's faces around their own direction */
    private static Assessment model(String name, double spread) {
        Map<String, float[]> centres = new HashMap<>();
        var random = new Random(5);
        float[][] vectors = PEOPLE.stream()
                .map(person -> {
                    float[] centre = centres.computeIfAbsent(person, p -> gaussian(random, 1));
                    float[] face = gaussian(random, spread);
                    for (int i = 0; i < face.length; i++) {
                        face[i] += centre[i];
                    }
                    return Embedding.normalised(face).values();
                })
                .toArray(float[][]::new);
        return Assessment.of(name, PAIRS, vectors, SHORT);
    }

    private static float[] gaussian(Random random, double scale) {
        float[] values = new float[16];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }

    /** What {@code models evaluate} would have found and kept. */
    private static Map<String, Double> measured(String set, double spreadOfA, double spreadOfB) {
        PromotionGate.Verdict verdict =
                new PromotionGate(1e-2, 0.005, SHORT).judge(model(A, spreadOfA), model(B, spreadOfB));
        return MeasuredAgainst.of(set, A, verdict).orElseThrow().figures();
    }

    private Figures figures(Map<String, Double> kept) {
        ModelRegister empty = Records.register(Map.of());
        return new Figures(Records.with(empty, ModelChange.metrics(empty, SPACE_B, kept, WORD)), dialogue);
    }

    @Test
    void aCandidateThatFallsShortIsRefusedWithTheFigures() {
        Figures figures = figures(measured("people", 0.4, 1.2));

        assertThatThrownBy(() -> figures.overruled(A, B, false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining(B + " falls short of the active model " + A + ": on people, TAR at FAR 1e-2: ")
                .hasMessageContaining("the active model ")
                .hasMessageContaining("; difference -")
                .hasMessageContaining(". Nothing was switched. It can be forced, and that is recorded");
        assertThat(said).hasSize(1);
        assertThat(said.get(0)).startsWith("Falls short: on people, TAR at FAR 1e-2: ");
    }

    @Test
    void forcedItIsOverruledAndSaidSo() {
        assertThat(figures(measured("people", 0.4, 1.2)).overruled(A, B, true)).isTrue();
        assertThat(said).hasSize(2);
        assertThat(said.get(1)).startsWith("Forced, and recorded as such: " + B + " falls short of the active model ");
    }

    @Test
    void aCandidateThatIsAsGoodNeedsNoForceAndIsNotRecordedAsForced() {
        Figures figures = figures(measured("people", 1.2, 0.4));

        assertThat(figures.overruled(A, B, false)).isFalse();
        assertThat(figures.overruled(A, B, true)).as("though it was allowed").isFalse();
        assertThat(said).allMatch(line -> line.startsWith("As good: on people, "));
    }

    @Test
    void oneSetOfPicturesOnWhichItFallsShortIsEnough() {
        Map<String, Double> kept = new HashMap<>(measured("people", 1.2, 0.4));
        kept.putAll(measured("lobby", 0.4, 1.2));

        assertThatThrownBy(() -> figures(kept).overruled(A, B, false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("on lobby, TAR")
                .hasMessageNotContaining("on people, TAR");
    }

    @Test
    void figuresAgainstAnotherModelThanTheActiveOneSayNothing() {
        Figures figures = figures(measured("people", 1.2, 0.4));

        assertThatThrownBy(() -> figures.overruled("c@1+222222222222", B, false))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("was never measured beside the active model c@1")
                .hasMessageContaining("(./sightline models evaluate " + B + " --people FOLDER does it)");
        assertThat(figures.overruled("c@1+222222222222", B, true)).isTrue();
    }
}
