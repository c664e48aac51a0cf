package io.sightline.operations.timetravel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    private static final Duration GAP = Duration.ofSeconds(10);

    private static Identification named(String person, String track, long from, long to) {
        return new Identification(
                "lobby",
                track,
                track,
                person,
                Instant.ofEpochSecond(from),
                Instant.ofEpochSecond(from),
                Instant.ofEpochSecond(to),
                0.5f);
    }

    private static List<Difference.Kind> kinds(List<Identification> before, List<Identification> after) {
        return Difference.between(before, after, GAP).stream()
                .map(Difference::kind)
                .toList();
    }

    @Test
    void whoIsNamedOnAnotherTrackOfTheTimeIsTheSame() {
        assertThat(kinds(List.of(named("ada", "a", 0, 60)), List.of(named("ada", "b", 65, 90))))
                .isEmpty();
    }

    @Test
    void whoIsNamedAtAnotherTimeIsNot() {
        assertThat(kinds(List.of(named("ada", "a", 0, 60)), List.of(named("ada", "b", 71, 90))))
                .containsExactly(Difference.Kind.VANISHES, Difference.Kind.APPEARS);
    }

    @Test
    void somebodyElseInOneSightingIsAChange() {
        List<Difference> differences =
                Difference.between(List.of(named("ada", "a", 0, 60)), List.of(named("bob", "a", 5, 60)), GAP);

        assertThat(differences).extracting(Difference::kind).containsExactly(Difference.Kind.CHANGES);
        assertThat(differences.get(0).wouldBe().personId()).isEqualTo("bob");
    }

    @Test
    void somebodyElseBesideIsNoChange() {
        assertThat(kinds(List.of(named("ada", "a", 0, 60)), List.of(named("bob", "b", 0, 60))))
                .containsExactlyInAnyOrder(Difference.Kind.VANISHES, Difference.Kind.APPEARS);
    }
}
