package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sightline.core.UserError;
import io.sightline.trainer.data.CropSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static List<String> people(int count) {
        return IntStream.range(0, count).mapToObj(i -> "person-" + i).toList();
    }

    private static MemoryCrops crops(int people, int each) {
        return MemoryCrops.of(people(people).stream()
                .flatMap(person -> IntStream.range(0, each).mapToObj(i -> person + "/" + i))
                .toList());
    }

    private static Set<String> peopleOf(CropSet set) {
        return IntStream.range(0, set.size()).mapToObj(set::personId).collect(Collectors.toSet());
    }

    @Test
    void ninetyPeopleAreSplitSevenTwoOneAndNobodyIsInTwoParts() {
        Split split = Split.byPerson(crops(90, 3), 7);

        assertThat(peopleOf(split.train())).hasSize(63);
        assertThat(peopleOf(split.validation())).hasSize(18);
        assertThat(peopleOf(split.test())).hasSize(9);
        assertThat(split.train().size()
                        + split.validation().size()
                        + split.test().size())
                .isEqualTo(270);
        assertThat(peopleOf(split.train()))
                .doesNotContainAnyElementsOf(peopleOf(split.validation()))
                .doesNotContainAnyElementsOf(peopleOf(split.test()));
        assertThat(peopleOf(split.validation())).doesNotContainAnyElementsOf(peopleOf(split.test()));
    }

    @Test
    void aViewGivesTheFacesOfItsPeople() {
        CropSet test = Split.byPerson(crops(5, 2), 7).test();

        assertThat(test.size()).isEqualTo(2);
        assertThat(test.crop(1).personId()).isEqualTo(test.personId(1));
        assertThat(test.crop(1).cropId()).isEqualTo(test.cropId(1)).isEqualTo("1");
    }

    @Test
    void theSmallestSetHasOneToValidateAndOneToTest() {
        Split split = Split.byPerson(crops(4, 1), 7);

        assertThat(List.of(
                        split.train().size(),
                        split.validation().size(),
                        split.test().size()))
                .containsExactly(2, 1, 1);
    }

    @Test
    void ofSixPeopleAndMoreTwoAtLeastValidateAndTwoTest() {
        for (int people = 6; people < 30; people++) {
            Split split = Split.byPerson(crops(people, 1), 7);

            assertThat(split.test().size()).as("test of %d", people).isEqualTo(people < 15 ? 2 : (people + 5) / 10);
            assertThat(split.validation().size()).as("validation of %d", people).isBetween(2, (people + 4) / 5 + 1);
            assertThat(split.train().size())
                    .isEqualTo(people - split.validation().size() - split.test().size());
        }
    }

    @Test
    void aKeptRuleMovesNobodyWhenPeopleJoinOrGo() {
        SplitRule rule = SplitRule.fitting(people(90), 7);
        List<SplitRule.Part> before = people(90).stream().map(rule::part).toList();

        Split grown = Split.byRule(crops(200, 1), rule);
        var kept = new ArrayList<>(people(90));
        kept.subList(10, 40).clear();
        Split shrunk =
                Split.byRule(MemoryCrops.of(kept.stream().map(p -> p + "/0").toList()), rule);

        for (int i = 0; i < 90; i++) {
            String person = "person-" + i;
            assertThat(peopleOf(grown.train()).contains(person)).isEqualTo(before.get(i) == SplitRule.Part.TRAIN);
            assertThat(peopleOf(grown.test()).contains(person)).isEqualTo(before.get(i) == SplitRule.Part.TEST);
            if (kept.contains(person)) {
                assertThat(peopleOf(shrunk.test()).contains(person)).isEqualTo(before.get(i) == SplitRule.Part.TEST);
            }
        }
    }

    @Test
    void anotherSeedSplitsOtherwiseAndTheSameSeedTheSame() {
        Set<String> seven = peopleOf(Split.byPerson(crops(90, 1), 7).train());

        assertThat(peopleOf(Split.byPerson(crops(90, 1), 8).train())).isNotEqualTo(seven);
        assertThat(peopleOf(Split.byPerson(crops(90, 1), 7).train())).isEqualTo(seven);
    }

    @Test
    void onePersonCannotBeSplit() {
        assertThatThrownBy(() -> Split.byPerson(crops(1, 20), 7))
                .isInstanceOf(UserError.class)
                .hasMessage("A split 7:2:1 by person needs at least 4 people; the data set has 1: person-0");
    }
}
