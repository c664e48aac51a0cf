package io.sightline.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairSetTest {

    @Test
    void foldsHaveAsManyPairsOfOnePersonAsOfTwoAndShareNobody() {
        List<String> people = Faces.people(30, 5);

        PairSet set = PairSet.ofPeople(people, people, 10, 1);

        Map<String, Integer> foldOf = new HashMap<>();
        assertThat(set.folds()).hasSize(10);
        for (int fold = 0; fold < 10; fold++) {
            List<Pair> pairs = set.folds().get(fold);
            assertThat(pairs.stream().filter(Pair::isGenuine).count())
                    .isEqualTo(pairs.size() / 2)
                    .isEqualTo(30);
            for (Pair pair : pairs) {
                assertThat(people.get(pair.first()).equals(people.get(pair.second())))
                        .isEqualTo(pair.isGenuine());
                assertThat(foldOf.merge(people.get(pair.first()), fold, (a, b) -> a))
                        .isEqualTo(fold);
                assertThat(foldOf.merge(people.get(pair.second()), fold, (a, b) -> a))
                        .isEqualTo(fold);
            }
        }
        assertThat(PairSet.ofPeople(people, people, 10, 1)).isEqualTo(set);
        assertThat(PairSet.ofPeople(people, people, 10, 2)).isNotEqualTo(set);
    }

    @Test
    void aFoldHasAtMostThreeHundredPairsOfEachKind() {
        List<String> people = Faces.people(4, 30);

        assertThat(PairSet.ofPeople(people, people, 2, 1).folds())
                .extracting(List::size)
                .containsExactly(600, 600);
    }

    @Test
    void twoPeopleMakeOneFoldAndOneNone() {
        List<String> two = Faces.people(2, 2);

        assertThat(PairSet.ofPeople(two, two, 10, 1).folds()).hasSize(1);
        assertThat(PairSet.ofPeople(two.subList(0, 2), two.subList(0, 2), 10, 1).folds())
                .isEmpty();
    }
}
