package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.trainer.evaluation.Mistake.Worst;
import java.util.List;
import org.junit.jupiter.api.Test;

class MistakeTest {
    private static final List<String> PEOPLE = Faces.people(6, 4);
    private static final float[][] VECTORS = Faces.random(PEOPLE, 5, 0.8);

    @Test
    void theWorstIsTheNearestOfTwoPeopleAndTheFarthestOfOne() {
        PairScores scores = PairScores.of(PEOPLE, VECTORS, 1);

        Worst worst = Mistake.worst(PairSet.ofPeople(PEOPLE, PEOPLE, 2, 1), VECTORS, 3);

        assertThat((float) worst.impostors().get(0).distance()).isEqualTo(scores.impostorDistances()[0]);
        float[] genuine = scores.genuineDistances();
        assertThat((float) worst.genuine().get(0).distance()).isEqualTo(genuine[genuine.length - 1]);
        assertThat(worst.impostors()).extracting(Mistake::distance).isSorted();
        assertThat(worst.impostors()).hasSize(3);
    }

    @Test
    void showsEachPersonAndEachTwoPeopleOnce() {
        Worst worst = Mistake.worst(PairSet.ofPeople(PEOPLE, PEOPLE, 2, 1), VECTORS, 100);

        assertThat(worst.genuine())
                .extracting(m -> PEOPLE.get(m.pair().first()))
                .doesNotHaveDuplicates()
                .hasSize(6);
        assertThat(worst.impostors())
                .extracting(m -> List.of(
                        PEOPLE.get(m.pair().first()), PEOPLE.get(m.pair().second())))
                .doesNotHaveDuplicates()
                .hasSize(15);
    }

    @Test
    void picturesWithoutAFaceAreNotShown() {
        float[][] vectors = VECTORS.clone();
        vectors[0] = null;

        Worst worst = Mistake.worst(PairSet.ofPeople(PEOPLE, PEOPLE, 2, 1), vectors, 100);

        assertThat(worst.genuine()).extracting(Mistake::pair).noneMatch(p -> p.first() == 0 || p.second() == 0);
        assertThat(worst.impostors()).extracting(Mistake::pair).noneMatch(p -> p.first() == 0 || p.second() == 0);
    }
}
