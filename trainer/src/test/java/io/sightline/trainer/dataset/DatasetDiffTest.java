package io.sightline.trainer.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DatasetDiffTest {
    private static final SplitRule SPLIT = SplitRule.fitting(List.of("ada", "bob", "cyd", "dan", "eve", "fay"), 7);

    private final DatasetFile former =
            DatasetFiles.with(Map.of("ada", crops(3, "a"), "bob", crops(2, "b")), SPLIT, Exclusions.NONE);

    private static String crops(int number, String of) {
        return number + " " + DatasetFiles.digest(of);
    }

    @Test
    void aDataSetDiffersFromItselfInNothing() {
        assertThat(DatasetDiff.of(former, former))
                .isEqualTo(new DatasetDiff(List.of(), List.of(), List.of(), List.of(), false, true));
    }

    @Test
    void whoJoinedWhoLeftAndWhoseCropsAreOthersIsNamedWithNumbers() {
        DatasetFile grown =
                DatasetFiles.with(Map.of("ada", crops(5, "a and more"), "cyd", crops(4, "c")), SPLIT, Exclusions.NONE);
        DatasetFile later = new DatasetFile(
                1,
                grown.topic(),
                grown.createdAt(),
                grown.partitions(),
                grown.labels(),
                grown.exclude(),
                grown.split(),
                grown.crops(),
                "f".repeat(64),
                grown.people());

        DatasetDiff diff = DatasetDiff.of(former, later);

        assertThat(diff.joined()).containsExactly("cyd: 4 crops");
        assertThat(diff.left()).containsExactly("bob: 2 crops");
        assertThat(diff.changed()).containsExactly("ada: 3 crops, then 5");
        assertThat(diff.moved()).isEmpty();
        assertThat(diff.sameImages()).isFalse();
    }

    @Test
    void asManyCropsWithAnotherDigestAreOtherCrops() {
        DatasetFile later =
                DatasetFiles.with(Map.of("ada", crops(3, "others"), "bob", crops(2, "b")), SPLIT, Exclusions.NONE);

        assertThat(DatasetDiff.of(former, later).changed()).containsExactly("ada: 3 crops, then 3");
    }

    @Test
    void whoIsUsedForAnotherPartOfTheSplitIsNamed() {
        String train = "0".repeat(16);
        String all = "f".repeat(16);
        DatasetFile tested = former.withSplit(new SplitRule(7, train, train));
        DatasetFile trained = former.withSplit(new SplitRule(7, all, all));

        DatasetDiff diff = DatasetDiff.of(tested, trained);

        assertThat(diff.moved()).containsExactly("ada: test, then train", "bob: test, then train");
        assertThat(diff.sameImages()).as("the split moves nobody in or out").isTrue();
    }

    @Test
    void otherExclusionsAreSaid() {
        var exclude = new Exclusions(List.of("zoe"), List.of(), List.of(), 0);

        assertThat(DatasetDiff.of(former, DatasetFiles.with(former.people(), SPLIT, exclude))
                        .excludedOtherwise())
                .isTrue();
    }
}
