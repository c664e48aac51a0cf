package io.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sightline.models.net.Architecture;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainComparisonTest {
    private static final FirstLosses SAME =
            new FirstLosses(new double[] {0.45, 0.44, 0.43}, new double[] {0.45001, 0.441, 0.429});

    @Test
    void ratiosAreOfTheSameRound() {
        TrainComparison comparison = compared(
                Map.of(), Optional.empty(), "PyTorch 1", new double[] {100, 200, 400}, "Sightline", new double[] {
                    150, 220, 600
                });

        assertThat(comparison.table().lines())
                .anyMatch(line -> line.matches("PyTorch 1 +200.0 +100.0 +150.0 +1.00 \\(1.00..1.00\\) +200.0 +1.00 .*"))
                .anyMatch(line -> line.matches("Sightline +220.0 +150.0 +136.4 +1.50 \\(1.10..1.50\\) +220.0 +1.50 .*"))
                .contains("First losses: PyTorch 0.450000 0.440000 0.430000, Sightline 0.450010 0.441000 0.429000")
                .contains("C library's malloc: as it comes")
                .contains("load 1.0 before, 2.0 after");
        assertThat(comparison.facts()).containsKey("firstLosses").containsEntry("pytorch", "took part");
    }

    @Test
    void namesWhatIsMissingAndGivesNoRatioWithoutIt() {
        TrainComparison comparison = compared(
                Map.of(), Optional.of("not installed: apt-get install python3-torch"), "Sightline", new double[] {150});

        assertThat(comparison.table().lines())
                .anyMatch(line -> line.matches("PyTorch in Python +not installed: apt-get install python3-torch"))
                .anyMatch(line -> line.matches("Sightline +150.0 +150.0 +200.0 +- +150.0 +-"))
                .noneMatch(line -> line.startsWith("First losses") || line.startsWith("x:"));
        assertThat(comparison.facts()).containsEntry("pytorch", "not installed: apt-get install python3-torch");
        assertThat(comparison.facts().get("sides").toString()).doesNotContain("atio");
    }

    @Test
    void tellsWhatBothSidesInheritOfTheCLibrary() {
        assertThat(compared(Map.of("MALLOC_ARENA_MAX", "1"), Optional.empty(), "a", new double[] {1})
                        .table())
                .contains("C library's malloc: MALLOC_ARENA_MAX=1 (both)\n");
    }

    @Test
    void lossesAgreeWithinTheirBoundsOnly() {
        assertThat(SAME.agree()).isTrue();
        assertThat(losses(0.4501, 0.44, 0.43).agree()).as("the first is exact").isFalse();
        assertThat(losses(0.45, 0.445, 0.43).agree()).as("more than rounding").isFalse();
        assertThat(losses(0.45, Double.NaN, 0.43).agree()).isFalse();
        assertThat(losses(0.45, 0.44).agree()).as("a step less").isFalse();
        assertThat(new FirstLosses(new double[0], new double[0]).agree()).isFalse();
    }

    private static FirstLosses losses(double... ours) {
        return new FirstLosses(SAME.theirs(), ours);
    }

    /** @param sides name and times, in turn */
    private static TrainComparison compared(Map<String, String> malloc, Optional<String> absent, Object... sides) {
        Map<String, double[]> times = new LinkedHashMap<>();
        for (int i = 0; i < sides.length; i += 2) {
            times.put((String) sides[i], (double[]) sides[i + 1]);
        }
        List<Contest.Result> results = Contest.results(times);
        return new TrainComparison(
                new TrainSetting(Architecture.FACENET_MOBILENETV1, 30, 1),
                3,
                3,
                results,
                results,
                absent,
                absent.isPresent() ? Optional.empty() : Optional.of(SAME),
                malloc,
                1,
                2);
    }
}
